'use client';
// The endpoints of a service as they come and go, with what their pods say.
import { useMemo } from 'react';
import { useLiveList } from '../../live/use-live.ts';
import { type PodRow, podKind } from '../pods/pod-kind.ts';
import {
  countEndpoints,
  type EndpointCount,
  noEndpoints,
  type SliceRow,
  serviceNameLabel,
  sliceKind,
} from './endpoint-kind.ts';
import type { ServiceRow } from './service-kind.ts';
import { type Target, targetsOf } from './targets.ts';

export interface ServiceTargets {
  readonly targets: readonly Target[];
  readonly count: EndpointCount;
}

const byKey = (a: { readonly key: string }, b: { readonly key: string }) =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
const everySlice = { matches: (_: SliceRow) => true, compare: byKey };
const everyPod = { matches: (_: PodRow) => true, compare: byKey };
const noPod = { matches: (_: PodRow) => false, compare: byKey };

export function useServiceTargets(service: ServiceRow): ServiceTargets {
  const { namespace, name } = service;
  const selector = podSelectorOf(service);
  const slices = useLiveList<SliceRow>(sliceKind, everySlice, {
    namespace,
    labelSelector: `${serviceNameLabel}=${name}`,
  });
  const pods = useLiveList<PodRow>(podKind, selector ? everyPod : noPod, {
    namespace,
    ...(selector ? { labelSelector: selector } : { fieldSelector: 'metadata.name=' }),
  });
  return useMemo(
    () => ({
      targets: targetsOf(
        slices.rows.flatMap(({ endpoints }) => endpoints),
        pods.rows,
      ),
      count: countEndpoints(slices.rows).get(`${namespace}/${name}`) ?? noEndpoints,
    }),
    [slices.rows, pods.rows, namespace, name],
  );
}

/** Empty where others name the endpoints. */
export function podSelectorOf({ selector }: ServiceRow): string {
  return Object.entries(selector)
    .map(([label, value]) => `${label}=${value}`)
    .join(',');
}
