'use client';
// The objects that the palette finds: those of the lists that are shown or were a moment ago, pods, nodes and namespaces in any
// case, and any by its whole uid.
import type { Client } from '@portolan/client/client.ts';
import { useEffect, useState } from 'react';
import { podKind } from '../areas/pods/pod-kind.ts';
import { useApi } from '../live/api.tsx';
import type { Collections } from '../live/collections.ts';
import { namespaceKind } from '../live/namespaces.ts';
import { useKeptLive } from '../live/use-live.ts';
import { pathOf } from './object-paths.ts';
import type { EntryType } from './palette-search.ts';

export interface ObjectEntry {
  readonly id: string;
  readonly type: EntryType;
  readonly label: string;
  /** Not of kinds whose lists are too long to carry it. */
  readonly uid?: string;
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
    for (const row of rows.values()) {
      const { name, namespace } = row;
      const uid = 'uid' in row && typeof row.uid === 'string' ? { uid: row.uid } : undefined;
      if (kind === namespaceKind.id) {
        found.set(`@${name}`, {
          id: `namespace:${name}`,
          type: 'namespace',
          label: name,
          ...uid,
          kind,
          namespace: name,
        });
        continue;
      }
      const label = namespace ? `${namespace}/${name}` : name;
      const path = `${pathsOfKinds[kind] ?? `/${kind}`}/${label}`;
      // Several lists may have the object; one of them may know more of it.
      found.set(path, { ...found.get(path), id: `${kind}:${label}`, type: 'object', label, ...uid, kind, path });
    }
  }
  return [...found.values()];
}

const wholeUid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const byUid = 'query ByUid($id: ID!) { resource(id: $id) { kind metadata { namespace name } } }';

/** What the API knows by this uid; undefined while it is asked, and where `text` is none or what it names has no page. */
export function useObjectOfUid(text: string): ObjectEntry | undefined {
  const { client } = useApi();
  const [found, setFound] = useState<ObjectEntry>();
  const uid = wholeUid.test(text) ? text : '';
  useEffect(() => {
    if (!uid) return undefined;
    const abort = new AbortController();
    askByUid(client, uid, abort.signal).then(setFound, () => setFound(undefined)); // To a search, unknown is no failure.
    return () => abort.abort();
  }, [client, uid]);
  return found?.uid === uid ? found : undefined;
}

async function askByUid(client: Client, uid: string, signal: AbortSignal): Promise<ObjectEntry | undefined> {
  type Answer = { resource: { kind: string; metadata: { namespace: string | null; name: string } } | null };
  const { resource } = await client.request<Answer>(byUid, { id: uid }, { signal });
  if (!resource) return undefined;
  const { kind, metadata } = resource;
  const namespace = metadata.namespace ?? '';
  const path = pathOf({ kind, namespace, name: metadata.name });
  const label = namespace ? `${namespace}/${metadata.name}` : metadata.name;
  return path === undefined ? undefined : { id: `${kind}:${label}`, type: 'object', label, uid, kind, path };
}
