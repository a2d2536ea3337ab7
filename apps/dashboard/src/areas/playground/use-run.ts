'use client';
// Runs what stands in the playground: queries and mutations once, subscriptions until they are stopped.
import type { Client } from '@portolan/client/client.ts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '../../live/api.tsx';
import type { Headers } from './headers.ts';
import type { Operation } from './operations.ts';
import { type Selection, selectionOf } from './selection.ts';
import { StreamLog, type StreamView } from './stream-log.ts';

export type RunState =
  | { readonly state: 'idle' }
  | { readonly state: 'running' }
  | {
      readonly state: 'answered';
      readonly text: string;
      /** Absent where none came. */
      readonly data?: unknown;
      readonly selection: Selection;
      readonly isError: boolean;
      readonly ms: number;
      readonly bytes: number;
      readonly cost?: number;
    }
  | { readonly state: 'streaming'; readonly view: StreamView; readonly selection: Selection; readonly end?: string };

export interface RunRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Only of what is asked once: a subscription comes by a connection that the page has already. */
  readonly headers: Headers;
  readonly operation: Operation;
}

export interface Running {
  readonly run: RunState;
  start(request: RunRequest): void;
  stop(): void;
  setPaused(isPaused: boolean): void;
  /** What kept it from being run. */
  refuse(text: string): void;
}

const nothing = { stop: () => undefined, setPaused: () => undefined };
const viewEveryMs = 250;

export function useRunning(): Running {
  const { client } = useApi();
  const [run, setRun] = useState<RunState>({ state: 'idle' });
  const current = useRef<{ stop(): void; setPaused(isPaused: boolean): void }>(nothing);
  useEffect(() => () => current.current.stop(), []);
  const start = useCallback<Running['start']>(
    (request) => {
      current.current.stop();
      current.current =
        request.operation.type === 'subscription'
          ? follow(client, request, setRun)
          : { ...nothing, stop: ask(request, setRun) };
    },
    [client],
  );
  const stop = useCallback(() => {
    current.current.stop();
    current.current = nothing;
  }, []);
  const setPaused = useCallback((isPaused: boolean) => current.current.setPaused(isPaused), []);
  const refuse = useCallback((text: string) => setRun({ ...noAnswer, text }), []);
  return { run, start, stop, setPaused, refuse };
}

const noAnswer = { state: 'answered', selection: new Map(), isError: true, ms: 0, bytes: 0 } as const;

/** The answer as it came, with errors and extensions, which clients leave out. */
function ask(
  { query, variables, headers, operation: { name: operationName } }: RunRequest,
  setRun: (run: RunState) => void,
): () => void {
  const abort = new AbortController();
  const begun = performance.now();
  setRun({ state: 'running' });
  const request = async () => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...headers,
      },
      body: JSON.stringify({ query, variables, operationName }),
      signal: abort.signal,
    });
    const received = await response.text();
    const ms = performance.now() - begun;
    const bytes = new TextEncoder().encode(received).length;
    const selection = selectionOf(query, operationName);
    setRun({ state: 'answered', ms, bytes, selection, ...readAnswer(received) });
  };
  request().catch((error: unknown) => {
    if (abort.signal.aborted) setRun({ state: 'idle' });
    else setRun({ ...noAnswer, text: String(error) });
  });
  return () => abort.abort();
}

function readAnswer(received: string): { text: string; data?: unknown; isError: boolean; cost?: number } {
  try {
    const answer = JSON.parse(received) as {
      readonly data?: unknown;
      readonly errors?: unknown;
      readonly extensions?: { readonly cost?: { readonly estimated?: number } };
    };
    const cost = answer.extensions?.cost?.estimated;
    const text = JSON.stringify(answer, undefined, 2);
    return { text, data: answer.data, isError: answer.errors !== undefined, ...(cost !== undefined && { cost }) };
  } catch {
    return { text: received, isError: true }; // Of something between here and the API.
  }
}

function follow(client: Client, { query, variables, operation }: RunRequest, setRun: (run: RunState) => void) {
  const log = new StreamLog();
  const selection = selectionOf(query, operation.name);
  let end: string | undefined;
  const show = () => {
    const view = log.view(Date.now());
    if (end === undefined) setRun({ state: 'streaming', view, selection });
    else setRun({ state: 'streaming', view: { ...view, rate: 0 }, selection, end });
  };
  const timer = setInterval(show, viewEveryMs);
  const over = (text: string) => {
    end = text;
    clearInterval(timer);
    show();
  };
  const subscription = client.subscribe(query, variables, {
    next: (data) => log.add(Date.now(), data),
    error: (error) => over(error.message),
    ended: (why) => over(why.message),
    lost: (error) => over(error.message),
  });
  show();
  return {
    stop: () => {
      if (end !== undefined) return;
      subscription.stop();
      over('');
    },
    setPaused: (isPaused: boolean) => {
      log.setPaused(isPaused);
      show();
    },
  };
}
