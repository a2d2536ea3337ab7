'use client';
// A log that is followed, and taken up again where it broke off: nothing is shown twice.
import type { Client } from '@portolan/client/client.ts';
import { useEffect, useMemo, useState } from 'react';
import { LogLines } from '../../components/log-lines.ts';
import { useApi } from '../../live/api.tsx';

export interface LogSource {
  readonly namespace: string;
  readonly name: string;
  /** Nothing is read while it is not known. */
  readonly container: string;
  readonly isPrevious: boolean;
  /** How often the container was started anew: each time its log is another one. */
  readonly restarts: number;
}

export interface LogState {
  readonly state: 'following' | 'ended' | 'failed';
  readonly why: string;
}

const document = `subscription PodLogs(
  $namespace: String, $name: String!, $container: String, $follow: Boolean, $previous: Boolean, $tailLines: Int, $sinceTime: String
) {
  podLogs(
    namespace: $namespace, name: $name, container: $container, follow: $follow, previous: $previous,
    tailLines: $tailLines, sinceTime: $sinceTime
  ) { lines { time text } }
}`;
const tailLines = 2_000;
const following: LogState = { state: 'following', why: '' };

export function usePodLog(source: LogSource): { readonly lines: LogLines; readonly state: LogState } {
  const { client } = useApi();
  const [state, setState] = useState(following);
  const { namespace, name, container, isPrevious, restarts } = source;
  const lines = useMemo(() => {
    void [namespace, name, container, isPrevious, restarts]; // Another log begins empty.
    return new LogLines((run) => requestAnimationFrame(run));
  }, [namespace, name, container, isPrevious, restarts]);
  useEffect(() => {
    setState(following);
    if (container) return follow(client, { namespace, name, container, isPrevious, restarts }, lines, setState);
  }, [client, namespace, name, container, isPrevious, restarts, lines]);
  return { lines, state };
}

function follow(
  client: Client,
  { namespace, name, container, isPrevious }: LogSource,
  lines: LogLines,
  tell: (state: LogState) => void,
): () => void {
  let last = '';
  let subscription = { stop: () => {} };
  const start = () => {
    const from = last ? { sinceTime: last } : { tailLines };
    const variables = { namespace, name, container, follow: !isPrevious, previous: isPrevious, ...from };
    subscription = client.subscribe(document, variables, {
      next: (data) => {
        tell(following);
        const { lines: all } = data.podLogs as { lines: ReadonlyArray<{ time: string; text: string }> };
        const fresh = all.filter(({ time }) => time > last);
        last = fresh.at(-1)?.time ?? last;
        lines.add(fresh);
      },
      error: ({ message }) => tell({ state: 'failed', why: message }),
      ended: () => tell({ state: 'ended', why: '' }),
      // The connection paces the attempts.
      lost: start,
    });
  };
  start();
  return () => subscription.stop();
}
