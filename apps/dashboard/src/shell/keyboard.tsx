'use client';
// Hears the keys of the whole page and calls whoever asked for them last: a page before the shell.
import { createContext, type ReactNode, use, useEffect, useMemo, useRef } from 'react';
import { type KeyId, matchKeys, pressedKey, readKeyChoices } from './key-map.ts';

type Handlers = Map<KeyId, Array<() => void>>;

const KeyContext = createContext<Handlers | undefined>(undefined);
const sequenceMs = 1_000;

export function KeyboardProvider({ children }: { readonly children: ReactNode }) {
  const handlers = useMemo<Handlers>(() => new Map(), []);
  useEffect(() => listenToKeys(handlers), [handlers]);
  return <KeyContext value={handlers}>{children}</KeyContext>;
}

/** While the component is there, the key is its own. */
export function useKey(id: KeyId, run: () => void): void {
  const handlers = use(KeyContext);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const handler = () => latest.current();
    const all = handlers?.get(id) ?? [];
    handlers?.set(id, [...all, handler]);
    return () => {
      handlers?.set(
        id,
        (handlers.get(id) ?? []).filter((each) => each !== handler),
      );
    };
  }, [handlers, id]);
}

function listenToKeys(handlers: Handlers): () => void {
  let pending = '';
  let pressedAt = 0;
  const hear = (event: KeyboardEvent) => {
    const pressed = pressedKey(event);
    if (event.defaultPrevented || (isWriting(event.target) && !pressed.startsWith('mod+'))) return;
    const choices = readKeyChoices();
    if ((choices.isOff && !pressed.startsWith('mod+')) || document.querySelector('dialog[open]')) return;
    if (event.timeStamp - pressedAt > sequenceMs) pending = '';
    pressedAt = event.timeStamp;
    const match = matchKeys(pending, pressed, choices);
    pending = 'pending' in match ? match.pending : '';
    const handler = 'id' in match ? handlers.get(match.id)?.at(-1) : undefined;
    if (!handler) return;
    event.preventDefault();
    handler();
  };
  window.addEventListener('keydown', hear);
  return () => window.removeEventListener('keydown', hear);
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
