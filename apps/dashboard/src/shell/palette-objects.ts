'use client';
// The objects that the palette finds: those of the lists that are shown or were a moment ago, and pods, nodes and namespaces
// in any case.
import { useEffect, useState } from 'react';
import { podKind } from '../areas/pods/pod-kind.ts';
import type { Collections } from '../live/collections.ts';
import { namespaceKind } from '../live/namespaces.ts';
import { useKeptLive } from '../live/use-live.ts';
import type { EntryType } from './palette-search.ts';

export interface ObjectEntry {
  readonly id: string;
  readonly type: EntryType;
  readonly label: string;
  readonly uid: string;
  readonly kind: string;
  readonly namespace?: string;
  /** Its page; namespaces are switched to instead. */
  readonly path?: string;
}

/** The pages of kinds whose lists are not at `/<id>`. */
const pathsOfKinds: Readonly<Record<string, string>> = {
  deployments: '/workloads/deployments',
  replicasets: '/workloads/replicasets',
  statefulsets: '/workloads/statefulsets',
  daemonsets: '/workloads/daemonsets',
  jobs: '/workloads/jobs',
  'pod-details': '/pods',
  'rollout-pods': '/pods',
  configmaps: '/config/configmaps',
  secrets: '/config/secrets',
};
const lookEveryMs = 1_000;

export function useObjectEntries(collections: Collections): readonly ObjectEntry[] {
  useKeptLive(podKind);
  useKeptLive(namespaceKind);
  const [entries, setEntries] = useState(() => read(collections));
  useEffect(() => {
    const look = () => setEntries(read(collections));
    const timer = setInterval(look, lookEveryMs);
    const first = setTimeout(look, 100);
    return () => {
      clearInterval(timer);
      clearTimeout(first);
    };
  }, [collections]);
  return entries;
}

function read(collections: Collections): readonly ObjectEntry[] {
  const found = new Map<string, ObjectEntry>();
  for (const [kind, { rows }] of collections.all()) {
    for (const { uid, name, namespace } of rows.values()) {
      if (kind === namespaceKind.id) {
        found.set(uid, { id: `namespace:${name}`, type: 'namespace', label: name, uid, kind, namespace: name });
        continue;
      }
      const key = namespace ? `${namespace}/${name}` : name;
      found.set(uid, {
        id: `${kind}:${uid}`,
        type: 'object',
        label: key,
        uid,
        kind,
        path: `${pathsOfKinds[kind] ?? `/${kind}`}/${key}`,
      });
    }
  }
  return [...found.values()];
}
