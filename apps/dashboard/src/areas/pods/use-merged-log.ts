'use client';
// The logs of several pods as one, whose pods may come and go.
import { useEffect, useMemo, useState } from 'react';
import { LogLines } from '../../components/log-lines.ts';
import { useApi } from '../../live/api.tsx';
import { type LiveList, useLiveList } from '../../live/use-live.ts';
import type { LogGroup } from '../../shell/dock-panels.ts';
import { followLog } from './follow-log.ts';
import { LogFollowers, sourceOf, type WantedLog } from './log-followers.ts';
import { type PodRow, podKind } from './pod-kind.ts';

/** Each is a stream of its own from a node. */
export const mostFollowed = 30;
const tailLines = 2_000; // Of all of them together.

/** Oldest first, so that the colours of those that are there stay when others come. */
const byAge = (a: PodRow, b: PodRow) =>
  a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.key < b.key ? -1 : 1;

export function useGroupPods(group: LogGroup): LiveList<PodRow> {
  const view = useMemo(() => {
    const chosen =
      'pods' in group ? new Set(group.pods.map(({ namespace, name }) => `${namespace}/${name}`)) : undefined;
    return {
      matches: ({ namespace, name, node }: PodRow) => node !== '' && (chosen?.has(`${namespace}/${name}`) ?? true),
      compare: byAge,
    };
  }, [group]);
  return useLiveList(podKind, view, selectionOf(group));
}

/** As little as names all of them: what is chosen lies mostly in one namespace. */
function selectionOf(group: LogGroup) {
  if (!('pods' in group)) return { namespace: group.namespace, labelSelector: group.labelSelector };
  const [first, ...others] = [...new Set(group.pods.map(({ namespace }) => namespace))];
  const names = [...new Set(group.pods.map(({ name }) => name))].join(',');
  return { namespace: others.length === 0 ? (first ?? '') : '', fieldSelector: `metadata.name in (${names})` };
}

export interface MergedLogOptions {
  readonly pods: readonly PodRow[];
  /** Of each pod this one; all of them when empty. */
  readonly container: string;
  readonly isPrevious: boolean;
}

export function useMergedLog({ pods, container, isPrevious }: MergedLogOptions): {
  readonly lines: LogLines;
  readonly failures: readonly string[];
} {
  const { client } = useApi();
  const [failures, setFailures] = useState<readonly string[]>([]);
  const [lines, followers] = useMemo(() => {
    void [container, isPrevious]; // Other logs begin empty.
    return [
      new LogLines((run) => requestAnimationFrame(run)),
      new LogFollowers((place, reader) => followLog(client, place, reader), setFailures),
    ] as const;
  }, [client, container, isPrevious]);
  const wanted = useMemo(() => wantedOf(pods, container, isPrevious), [pods, container, isPrevious]);
  useEffect(() => {
    const hasMany = pods.some(({ containerNames }) => containerNames.length > 1) && container === '';
    followers.want(wanted, (log, fresh) => lines.add(fresh, sourceOf(log, hasMany)));
  }, [wanted, pods, container, lines, followers]);
  useEffect(() => () => followers.stop(), [followers]);
  return { lines, failures };
}

function wantedOf(pods: readonly PodRow[], container: string, isPrevious: boolean): readonly WantedLog[] {
  const all = pods.flatMap(({ namespace, name, containerNames, restarts }) =>
    containerNames
      .filter((each) => container === '' || each === container)
      .map((each) => ({ namespace, name, container: each, isPrevious, restarts })),
  );
  const followed = all.slice(0, mostFollowed);
  return followed.map((log) => ({ ...log, tailLines: Math.ceil(tailLines / followed.length) }));
}
