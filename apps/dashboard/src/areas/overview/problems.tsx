'use client';
// What is wrong comes first; each word leads to the list of what it counts.
import Link from 'next/link';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { StatusMark, StatusShape, type Tone } from '../../components/status-mark.tsx';
import type { CollectionStatus } from '../../live/collection.ts';
import { type DeploymentRow, deploymentKind } from '../../live/deployments.ts';
import { useTally } from '../../live/tally.ts';
import { useCollection } from '../../live/use-live.ts';
import { useKeepingHref } from '../../url-state.ts';
import { nodeKind } from '../nodes/node-kind.ts';
import { podKind } from '../pods/pod-kind.ts';
import { useFailureNotes } from '../pods/use-failure-notes.ts';

const groupOf = ({ group }: { readonly group: string }) => group;
const stateOf = ({ rollout }: DeploymentRow) => rollout.state;

interface Problem {
  readonly id: 'crashing' | 'failed' | 'pending' | 'stuck' | 'notReady';
  readonly tone: Tone;
  readonly count: number;
  readonly path: string;
  readonly q: string;
}

export function Problems() {
  const t = useTranslations('overview.problems');
  const href = useKeepingHref();
  const { problems, status } = useProblems();
  useFailureNotes(useCollection(podKind, {}));
  const shown = problems.filter(({ count }) => count > 0);
  return (
    <section
      aria-label={t('title')}
      className="flex flex-wrap items-center gap-2 rounded-md border bg-raised px-3 py-2"
    >
      <h2 className="mr-2 font-semibold">{t('title')}</h2>
      {shown.length === 0 && isKnown(status) && <StatusMark tone="ok" word={t('none')} />}
      {status.state === 'refused' && <StatusMark tone="muted" word={t('hidden')} />}
      {shown.map(({ id, tone, count, path, q }) => (
        <Link
          key={id}
          href={href(path, { q })}
          className="inline-flex h-7 items-center gap-1.5 rounded-full border px-3 hover:bg-inset"
        >
          <StatusShape tone={tone} />
          {t(id, { count })}
        </Link>
      ))}
    </section>
  );
}

function isKnown({ state }: CollectionStatus): boolean {
  return state === 'live' || state === 'reconnecting';
}

/** With the state of the list that knows least. */
function useProblems(): { readonly problems: readonly Problem[]; readonly status: CollectionStatus } {
  const pods = useTally(podKind, groupOf);
  const nodes = useTally(nodeKind, groupOf);
  const deployments = useTally(deploymentKind, stateOf);
  const lists = [pods.status, nodes.status, deployments.status];
  const status = lists.find((each) => !isKnown(each)) ?? pods.status;
  const problems = useMemo<readonly Problem[]>(() => {
    const count = (group: string) => pods.groups.get(group) ?? 0;
    const notReady = (nodes.groups.get('notReady') ?? 0) + (nodes.groups.get('unknown') ?? 0);
    const stuck = deployments.groups.get('stuck') ?? 0;
    return [
      { id: 'crashing', tone: 'warn', count: count('crashing'), path: '/pods', q: 'status:crashing' },
      { id: 'failed', tone: 'bad', count: count('failed'), path: '/pods', q: 'status:failed' },
      { id: 'pending', tone: 'pending', count: count('pending'), path: '/pods', q: 'status:pending' },
      { id: 'stuck', tone: 'bad', count: stuck, path: '/workloads', q: 'status:stuck' },
      { id: 'notReady', tone: 'bad', count: notReady, path: '/nodes', q: '-status:ready -status:cordoned' },
    ];
  }, [pods.groups, nodes.groups, deployments.groups]);
  return { problems, status };
}
