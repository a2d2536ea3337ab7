'use client';
// Lists of pods do not carry uids. Who is about to do something to pods asks for them first, so that it is done to the pods that
// were shown, and to none that has taken the name of one since.
import type { Client } from '@portolan/client/client.ts';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl';
import type { Subject } from '../../actions/object-actions.ts';
import { showToast } from '../../components/toast-store.ts';
import { useApi } from '../../live/api.tsx';
import type { PodRow } from './pod-kind.ts';

export type ShownPod = Pick<PodRow, 'namespace' | 'name' | 'createdAt'>;

interface Found {
  readonly pods: {
    readonly nodes: ReadonlyArray<{
      readonly metadata: Record<'uid' | 'namespace' | 'name' | 'creationTimestamp', string>;
    }>;
  };
}

const text = `query Subjects($namespace: String, $names: String) {
  pods(namespace: $namespace, fieldSelector: $names) { nodes { metadata { uid namespace name creationTimestamp } } }
}`;

/** Calls `act` with those that are still there, and says so where none is. */
export function usePodSubjects(): (pods: readonly ShownPod[], act: (subjects: readonly Subject[]) => void) => void {
  const t = useTranslations('pods');
  const failures = useTranslations('actions');
  const { client } = useApi();
  return useCallback(
    (pods, act) => {
      const tell = (problem: string) => showToast({ tone: 'bad', text: problem });
      findSubjects(client, pods).then(
        (subjects) => (subjects.length > 0 ? act(subjects) : tell(t('gone', { count: pods.length }))),
        (error: unknown) => tell(failures('failed', { text: error instanceof Error ? error.message : String(error) })),
      );
    },
    [client, t, failures],
  );
}

async function findSubjects(client: Client, pods: readonly ShownPod[]): Promise<readonly Subject[]> {
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))];
  const answers = await Promise.all(
    namespaces.map((namespace) => {
      const names = pods.filter((pod) => pod.namespace === namespace).map(({ name }) => name);
      return client.request<Found>(text, { namespace, names: `metadata.name in (${names.join(',')})` });
    }),
  );
  const shown = new Set(pods.map(({ namespace, name, createdAt }) => `${namespace}/${name}/${createdAt}`));
  return answers
    .flatMap((answer) => answer.pods.nodes)
    .filter(({ metadata: { namespace, name, creationTimestamp } }) =>
      shown.has(`${namespace}/${name}/${creationTimestamp}`),
    )
    .map(({ metadata: { uid, namespace, name } }) => ({ kind: 'Pod', uid, namespace, name }));
}
