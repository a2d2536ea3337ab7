'use client';
// Who made the version a deployment has, and why: the last that people wrote to it before it got its number.
import { useMemo } from 'react';
import { useQuery } from 'urql';
import type { WorkloadRow } from './workload-kind.ts';

export type VersionAuthor = Readonly<Record<'actor' | 'reason', string>>;

interface ChangeSet {
  readonly revision: string;
  readonly actor: string;
  readonly reason: string | null;
  readonly changes: ReadonlyArray<{
    readonly kind: string;
    readonly namespace: string | null;
    readonly name: string;
    readonly object: { readonly revision?: number | null };
  }>;
}

const document = `query($first: Int!) {
  changes(first: $first) {
    nodes { revision actor reason changes { kind namespace name object { ... on Deployment { revision } } } }
  }
}`;
const lookedAt = 1_000;

export function useVersionAuthor({ namespace, name, revision }: WorkloadRow): VersionAuthor | undefined {
  // Asked anew for each version.
  const context = useMemo(() => ({ requestPolicy: 'network-only' as const, version: revision }), [revision]);
  const [{ data }] = useQuery<{ readonly changes: { readonly nodes: readonly ChangeSet[] } | null }>({
    query: document,
    variables: { first: lookedAt },
    context,
  });
  return useMemo(() => {
    const ofVersion = (data?.changes?.nodes ?? []).filter(
      ({ actor, changes }) =>
        !actor.startsWith('system:') &&
        changes.some(
          (change) =>
            change.kind === 'Deployment.apps' &&
            change.namespace === namespace &&
            change.name === name &&
            (change.object.revision ?? 0) < revision,
        ),
    );
    const last = ofVersion.reduce<ChangeSet | undefined>(
      (latest, each) => (latest && Number(latest.revision) > Number(each.revision) ? latest : each),
      undefined,
    );
    return last && { actor: last.actor, reason: last.reason ?? '' };
  }, [data, namespace, name, revision]);
}
