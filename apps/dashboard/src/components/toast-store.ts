// Short messages at the edge of the page, and what became of each: errors stay readable in the activity list.
import type { Tone } from './status-mark.tsx';

export interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
  /** More, for those who want to know. */
  readonly detail?: string | undefined;
  readonly action?: { readonly label: string; run(): void } | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly isShown: boolean;
}

export type NewToast = Pick<Toast, 'tone' | 'text' | 'detail' | 'action'>;

const shownMs = 5_000;
const shownWithActionMs = 30_000;
const keptToasts = 200;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

/** Returns what changes it afterwards: what was begun, then how it ended. */
export function showToast(toast: NewToast): (change: NewToast) => void {
  const id = nextId++;
  set([...toasts.slice(-keptToasts), { ...toast, id, at: Date.now(), isShown: true }]);
  let timer = hideLater(id, toast);
  return (change) => {
    clearTimeout(timer);
    set(toasts.map((each) => (each.id === id ? { ...each, action: undefined, detail: undefined, ...change } : each)));
    timer = hideLater(id, change);
  };
}

export function hideToast(id: number): void {
  set(toasts.map((each) => (each.id === id ? { ...each, isShown: false } : each)));
}

export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** All that were shown, the last of them last. */
export function readToasts(): readonly Toast[] {
  return toasts;
}

/** What went wrong stays until it is taken away. */
function hideLater(id: number, { tone, action }: NewToast): ReturnType<typeof setTimeout> | undefined {
  if (tone === 'bad') return undefined;
  return setTimeout(() => hideToast(id), action ? shownWithActionMs : shownMs);
}

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}
