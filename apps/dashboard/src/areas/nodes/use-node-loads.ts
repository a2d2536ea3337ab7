'use client';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useCollection } from '../../live/use-live.ts';
import { podKind } from '../pods/pod-kind.ts';
import { type NodeLoad, NodeLoads } from './node-load.ts';

const everywhere = { namespace: '' };

/** What pods of all namespaces ask for, by node. */
export function useNodeLoads(): NodeLoads {
  const pods = useCollection(podKind, everywhere);
  const loads = useMemo(() => new NodeLoads(pods), [pods]);
  useEffect(() => loads.follow(), [loads]);
  return loads;
}

/** Painted again only when the load of this node changes. */
export function useLoadOf(loads: NodeLoads, node: string): NodeLoad {
  const subscribe = useCallback((listener: () => void) => loads.listen(node, listener), [loads, node]);
  const read = () => loads.of(node);
  return useSyncExternalStore(subscribe, read, read);
}

/** A list that is ordered by loads is ordered anew so often. */
const reorderMs = 1_000;

/** Changes now and then while loads do, where somebody orders by them. */
export function useLoadVersion(loads: NodeLoads, isNeeded: boolean): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    if (!isNeeded) return;
    const timer = setInterval(() => setVersion(loads.version), reorderMs);
    return () => clearInterval(timer);
  }, [loads, isNeeded]);
  return isNeeded ? version : 0;
}
