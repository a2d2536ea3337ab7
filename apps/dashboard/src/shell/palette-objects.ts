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

/** Under which the objects of a list have their pages, by the list's id. Of other lists the palette shows nothing. */
const pathsOfLists: Readonly<Record<string, string>> = {
  pods: '/pods',
  'pod-details': '/pods',
  'rollout-pods': '/pods',
  nodes: '/nodes',
  services: '/services',
  deployments: '/workloads/deployments',
  revisions: '/workloads/replicasets',
  configmaps: '/config/configmaps',
  secrets: '/config/secrets',
  serviceaccounts: '/access/serviceaccounts',
  leases: '/access/leases',
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
  for (const [list, { rows }] of collections.all()) {
    for (const row of rows.values()) {
      const { name, namespace } = row;
      const uid = 'uid' in row && typeof row.uid === 'string' ? { uid: row.uid } : undefined;
      if (list === namespaceKind.id) {
        found.set(`@${name}`, {
          id: `namespace:${name}`,
          type: 'namespace',
          label: name,
          ...uid,
          kind: list,
          namespace: name,
        });
        continue;
      }
      const label = namespace ? `${namespace}/${name}` : name;
      // A list of several kinds tells in each row which it is.
      const folder = 'folder' in row ? `/workloads/${row.folder}` : pathsOfLists[list];
      if (folder === undefined) continue;
      const path = `${folder}/${label}`;
      // Several lists may have the object; one of them may know more of it.
      const kindId = folder.slice(folder.lastIndexOf('/') + 1);
      found.set(path, { ...found.get(path), id: path, type: 'object', label, ...uid, kind: kindId, path });
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
  return path === undefined ? undefined : { id: path, type: 'object', label, uid, kind, path };
}
