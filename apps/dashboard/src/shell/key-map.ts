// The keys of the whole page. Each can be bound anew and all can be turned off, as WCAG 2.1.4 asks for; what was chosen is
// kept in this browser.
export interface KeyBinding {
  /** The key of its text in the messages. */
  readonly id: KeyId;
  /** `mod+k`, `/`, `g p`: `mod` is Command on a Mac and Control elsewhere, a blank follows the first key of two. */
  readonly keys: string;
  readonly group: 'page' | 'go' | 'rows';
}

export type KeyId =
  | 'palette'
  | 'search'
  | 'help'
  | 'time'
  | 'pause'
  | 'copy-as'
  | `go-${'overview' | 'pods' | 'workloads' | 'services' | 'nodes' | 'events' | 'controllers' | 'playground'}`
  | 'older'
  | 'newer';

export const keyBindings: readonly KeyBinding[] = [
  { id: 'palette', keys: 'mod+k', group: 'page' },
  { id: 'search', keys: '/', group: 'page' },
  { id: 'help', keys: '?', group: 'page' },
  { id: 'time', keys: 't', group: 'page' },
  { id: 'pause', keys: '.', group: 'page' },
  { id: 'copy-as', keys: 'shift+c', group: 'page' },
  { id: 'older', keys: '[', group: 'page' },
  { id: 'newer', keys: ']', group: 'page' },
  { id: 'go-overview', keys: 'g o', group: 'go' },
  { id: 'go-pods', keys: 'g p', group: 'go' },
  { id: 'go-workloads', keys: 'g w', group: 'go' },
  { id: 'go-services', keys: 'g s', group: 'go' },
  { id: 'go-nodes', keys: 'g n', group: 'go' },
  { id: 'go-events', keys: 'g e', group: 'go' },
  { id: 'go-controllers', keys: 'g c', group: 'go' },
  { id: 'go-playground', keys: 'g a', group: 'go' },
];

/** The keys of a row, which grids listen to; shown on the sheet with the others. */
export const rowKeys = ['j k', 'Enter', 'x', 'Shift+x', 'l', 's', 'y', 'e', 'w', 'r', 'Backspace', 'c'] as const;

export interface KeyChoices {
  readonly isOff: boolean;
  readonly keys: Readonly<Partial<Record<KeyId, string>>>;
}

const storageKey = 'portolan-keys';
const noChoices: KeyChoices = { isOff: false, keys: {} };

export function readKeyChoices(): KeyChoices {
  const text = localStorage.getItem(storageKey);
  if (!text) return noChoices;
  try {
    const { isOff, keys } = JSON.parse(text) as Partial<KeyChoices>;
    return { isOff: isOff === true, keys: keys ?? {} };
  } catch {
    return noChoices; // Somebody else wrote there.
  }
}

export function saveKeyChoices(choices: KeyChoices): void {
  localStorage.setItem(storageKey, JSON.stringify(choices));
}

export function keysOf(id: KeyId, { keys }: KeyChoices): string {
  return keys[id] ?? keyBindings.find((binding) => binding.id === id)?.keys ?? '';
}

export interface KeyConflict {
  /** What else the keys do; keys of rows are as they are pressed. */
  readonly ids: readonly KeyId[];
  readonly rowKey: string | undefined;
}

/** What else is bound to the keys of `id`, or to keys that begin with them or that they begin with: only one of these can do something. */
export function conflictOf(id: KeyId, choices: KeyChoices): KeyConflict | undefined {
  const keys = keysOf(id, choices);
  const [first = ''] = keys.split(' ');
  const begins = (short: string, long: string) => short === long || long.startsWith(`${short} `);
  const ids = keyBindings
    .map((binding) => ({ id: binding.id, keys: keysOf(binding.id, choices) }))
    .filter((other) => other.id !== id && (begins(other.keys, keys) || begins(keys, other.keys)))
    .map((other) => other.id);
  const rowKey = rowKeys.flatMap((each) => each.split(' ')).find((each) => each.toLowerCase() === first.toLowerCase());
  return ids.length > 0 || rowKey !== undefined ? { ids, rowKey } : undefined;
}

/** As it is read: `Ctrl/⌘ k`, `Shift c`. */
export function shownKeys(keys: string): string {
  return keys.replace('mod+', 'Ctrl/⌘ ').replace(/shift\+/i, 'Shift ');
}

/** What was pressed, in the form of the bindings: of other keys than letters, shift is in what they write. */
export function pressedKey(event: Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey'>): string {
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && /^[a-z]$/.test(name) ? 'shift+' : '';
  return `${event.metaKey || event.ctrlKey ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${shift}${name}`;
}

/** The binding that `pressed` completes, or whether it may be the beginning of one. */
export function matchKeys(
  pending: string,
  pressed: string,
  choices: KeyChoices,
): { readonly id: KeyId } | { readonly pending: string } {
  const sequence = pending ? `${pending} ${pressed}` : pressed;
  const all = keyBindings.map(({ id }) => ({ id, keys: keysOf(id, choices) }));
  const complete = all.find(({ keys }) => keys === sequence) ?? all.find(({ keys }) => keys === pressed);
  if (complete) return { id: complete.id };
  return { pending: all.some(({ keys }) => keys.startsWith(`${pressed} `)) ? pressed : '' };
}
