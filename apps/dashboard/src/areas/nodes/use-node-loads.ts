'use client';
import { useMemo } from 'react';
import { useLiveList } from '../../live/use-live.ts';
import { podKind } from '../pods/pod-kind.ts';
import { loadByNode, type NodeLoad } from './node-load.ts';

const inAnyOrder = { matches: () => true, compare: () => 0 };
const everywhere = { namespace: '' };

/** What pods of all namespaces ask for, by node. */
export function useNodeLoads(): ReadonlyMap<string, NodeLoad> {
  const { all, version } = useLiveList(podKind, inAnyOrder, everywhere);
  return useMemo(() => {
    void version; // The map is changed in place; the version tells when.
    return loadByNode(all.values());
  }, [all, version]);
}
