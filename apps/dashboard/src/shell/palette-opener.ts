'use client';
// Opens the palette from anywhere, with what is to stand in it already: `@` begins with the namespaces.
import { useSyncExternalStore } from 'react';

let opened: string | undefined;
const listeners = new Set<() => void>();

export function openPalette(start: string): void {
  set(start);
}

export function usePaletteOpener(): { readonly opened: string | undefined; open(start: string): void; close(): void } {
  const start = useSyncExternalStore(
    subscribe,
    () => opened,
    () => undefined,
  );
  return { opened: start, open: set, close: () => set(undefined) };
}

function set(start: string | undefined): void {
  opened = start;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
