'use client';
import { useEffect, useMemo, useState } from 'react';
import { LogLines } from '../../components/log-lines.ts';
import { useApi } from '../../live/api.tsx';
import { following, followLog, type LogPlace, type LogState } from './follow-log.ts';

/** Nothing is read while the container is not known: empty. */
export interface LogSource extends Omit<LogPlace, 'tailLines'> {
  /** How often the container was started anew: each time its log is another one. */
  readonly restarts: number;
}

const tailLines = 2_000;

export function usePodLog(source: LogSource): { readonly lines: LogLines; readonly state: LogState } {
  const { client } = useApi();
  const [state, setState] = useState(following);
  const { namespace, name, container, isPrevious, restarts } = source;
  const lines = useMemo(() => {
    void [namespace, name, container, isPrevious, restarts]; // Another log begins empty.
    return new LogLines((run) => requestAnimationFrame(run));
  }, [namespace, name, container, isPrevious, restarts]);
  useEffect(() => {
    void restarts;
    setState(following);
    if (!container) return;
    return followLog(
      client,
      { namespace, name, container, isPrevious, tailLines },
      { add: (fresh) => lines.add(fresh), tell: setState },
    );
  }, [client, namespace, name, container, isPrevious, restarts, lines]);
  return { lines, state };
}
