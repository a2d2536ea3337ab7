'use client';
import { useMemo } from 'react';
import { useLiveList } from '../../live/use-live.ts';
import { countEndpoints, type EndpointCount, type SliceRow, sliceKind } from './endpoint-kind.ts';

const everySlice = { matches: () => true, compare: (a: SliceRow, b: SliceRow) => (a.key < b.key ? -1 : 1) };

/** By `namespace/name` of the service. */
export function useEndpointCounts(): ReadonlyMap<string, EndpointCount> {
  const { rows } = useLiveList(sliceKind, everySlice);
  return useMemo(() => countEndpoints(rows), [rows]);
}
