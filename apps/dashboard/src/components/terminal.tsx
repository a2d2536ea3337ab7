'use client';
// A shell in a container. Loaded only when one is opened.
import '@xterm/xterm/css/xterm.css';
import type { Client } from '@portolan/client/client.ts';
import { execResumable, type ResumeListener } from '@portolan/client/resumable-session.ts';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Terminal as Screen } from '@xterm/xterm';
import { useEffect, useRef, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useApi } from '../live/api.tsx';
import { useNonce, withStyleNonce } from '../shell/nonce.tsx';
import { Button } from './button.tsx';
import { TerminalSearch } from './terminal-search.tsx';

export interface TerminalProps {
  readonly label: string;
  readonly pod: { readonly namespace: string; readonly name: string };
  readonly container: string;
}

/** Whatever shell there is. */
const shell = [
  '/bin/sh',
  '-c',
  'TERM=xterm-256color; export TERM; if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi',
];

type State =
  | { readonly state: 'connecting' | 'open' | 'reconnecting' }
  | { readonly state: 'ended'; readonly exitCode: number }
  | { readonly state: 'lost'; readonly why: string };

export function Terminal({ label, pod: { namespace, name }, container }: TerminalProps) {
  const t = useTranslations('pods.terminal');
  const format = useFormatter();
  const { client } = useApi();
  const nonce = useNonce();
  const element = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<Shown>();
  const [attempt, setAttempt] = useState(1);
  const [state, setState] = useState<State>({ state: 'connecting' });
  // In the language of the moment: another one begins no other shell.
  const sayMissed = useRef((bytes: number) => `${bytes}`);
  useEffect(() => {
    sayMissed.current = (bytes) => t('missed', { bytes: format.number(bytes) });
  });
  useEffect(() => {
    if (!element.current) return;
    const opened = openScreen(element.current, nonce);
    setShown(opened);
    return opened.dispose;
  }, [nonce]);
  useEffect(() => {
    if (!shown) return;
    void attempt; // Each attempt is a shell of its own; what those before have written stays.
    const missed = (bytes: number) => sayMissed.current(bytes);
    return connect(shown.screen, { client, pod: { namespace, name }, container, tell: setState, missed });
  }, [client, namespace, name, container, shown, attempt]);
  return (
    <div className="flex min-h-0 grow flex-col bg-[#0d1117]">
      <TerminalSearch addon={shown?.search} />
      <section ref={element} aria-label={label} className="min-h-0 grow overflow-hidden p-1" />
      {state.state !== 'open' && (
        <div role="status" className="flex shrink-0 items-center gap-3 border-t bg-raised px-3 py-1.5">
          {state.state === 'connecting' && t('connecting', { container })}
          {state.state === 'reconnecting' && t('reconnecting', { container })}
          {state.state === 'ended' && t('ended', { exitCode: state.exitCode })}
          {state.state === 'lost' && t('lost', { text: state.why })}
          {(state.state === 'ended' || state.state === 'lost') && (
            <Button onClick={() => setAttempt(attempt + 1)}>{t('again')}</Button>
          )}
        </div>
      )}
    </div>
  );
}

interface Shown {
  readonly screen: Screen;
  readonly search: SearchAddon;
  dispose(): void;
}

function openScreen(element: HTMLElement, nonce: string): Shown {
  const screen = new Screen({
    fontFamily: 'JetBrains Mono Variable, monospace',
    fontSize: 13,
    scrollback: 10_000,
    theme: { background: '#0d1117' },
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  screen.loadAddon(fit);
  screen.loadAddon(search);
  withStyleNonce(nonce, () => screen.open(element));
  fit.fit();
  const observer = new ResizeObserver(() => fit.fit());
  observer.observe(element);
  const dispose = () => {
    observer.disconnect();
    screen.dispose();
  };
  return { screen, search, dispose };
}

interface Opening {
  readonly client: Client;
  readonly pod: TerminalProps['pod'];
  readonly container: string;
  tell(state: State): void;
  /** Says how much of the output is not there. */
  missed(bytes: number): string;
}

/** A shell outlives its connection for a minute; what is typed meanwhile reaches it then. After that another one is begun. */
function connect(screen: Screen, { client, pod, container, tell, missed }: Opening): () => void {
  const listening: Array<{ dispose(): void }> = [];
  let close = () => {};
  let isOver = false;
  const run = async () => {
    tell({ state: 'connecting' });
    const listener: ResumeListener = {
      onReconnecting: () => {
        if (!isOver) tell({ state: 'reconnecting' });
      },
      onResumed: (missedBytes) => {
        if (isOver) return;
        tell({ state: 'open' });
        if (missedBytes > 0) screen.write(`\r\n\x1b[2m${missed(missedBytes)}\x1b[22m\r\n`);
      },
    };
    const options = { container, command: shell, stdin: true, tty: true, listener };
    const session = await execResumable(client.podStreams, pod, options);
    close = () => session.close();
    if (isOver) return close();
    tell({ state: 'open' });
    screen.focus();
    session.resize({ columns: screen.cols, rows: screen.rows });
    const encoder = new TextEncoder();
    listening.push(
      screen.onData((text) => void session.write(encoder.encode(text))),
      screen.onResize(({ cols, rows }) => session.resize({ columns: cols, rows })),
    );
    for await (const { data } of session.output()) if (!isOver) screen.write(data);
    const ended = await session.ended;
    if (!isOver) tell({ state: 'ended', ...ended });
  };
  const stopListening = () => {
    for (const each of listening.splice(0)) each.dispose();
  };
  run()
    .catch((error: unknown) => {
      if (!isOver) tell({ state: 'lost', why: error instanceof Error ? error.message : String(error) });
    })
    .finally(() => {
      stopListening();
      if (!isOver) screen.write('\r\n');
    });
  return () => {
    isOver = true;
    stopListening();
    close();
  };
}
