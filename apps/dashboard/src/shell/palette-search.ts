// What the palette shows for what is typed. Everything is in the page already, so there is nothing to wait for.
import uFuzzy from '@leeoniya/ufuzzy';

export type EntryType = 'page' | 'action' | 'namespace' | 'object';

export interface Entry {
  readonly id: string;
  readonly type: EntryType;
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly uid?: string;
  /** `pods`: what `:` looks for. */
  readonly kind?: string;
  run(): void;
}

export interface Found {
  readonly entry: Entry;
}

export type Mode = 'everything' | 'action' | 'namespace' | 'id' | 'kind';

const signs: Readonly<Record<string, Mode>> = { '>': 'action', '@': 'namespace', '#': 'id', ':': 'kind' };
const mostShown = 50;
const fuzzy = new uFuzzy({ intraMode: 1 });

export function readMode(text: string): { readonly mode: Mode; readonly query: string } {
  const mode = signs[text.charAt(0)];
  return mode ? { mode, query: text.slice(1).trim() } : { mode: 'everything', query: text.trim() };
}

/** What was chosen lately, then the rest in its own order. */
export function recentFirst(entries: readonly Entry[], recent: readonly string[]): readonly Entry[] {
  const place = new Map(recent.map((id, index) => [id, index]));
  const placeOf = ({ id }: Entry) => place.get(id) ?? recent.length;
  return entries.toSorted((a, b) => placeOf(a) - placeOf(b));
}

export function rank(entries: readonly Entry[], mode: Mode, query: string): readonly Found[] {
  const wanted = entries.filter((entry) => isIn(mode, entry, query));
  if (mode === 'id' || mode === 'kind' || !query) return shorten(wanted);
  // A uid that is pasted needs no sign before it.
  const byUid = wanted.filter(({ uid }) => uid === query);
  if (byUid.length > 0) return shorten(byUid);
  const [indexes, , order] = fuzzy.search(
    wanted.map(({ label }) => label),
    query,
  );
  if (!indexes) return [];
  return shorten((order ?? indexes.map((_, place) => place)).flatMap((place) => wanted[indexes[place] ?? -1] ?? []));
}

function isIn(mode: Mode, entry: Entry, query: string): boolean {
  if (mode === 'everything') return query !== '' || entry.type !== 'object';
  if (mode === 'id') return entry.uid?.startsWith(query) ?? false;
  if (mode === 'kind')
    return entry.type === 'page' ? entry.label.toLowerCase().startsWith(query.toLowerCase()) : entry.kind === query;
  return entry.type === mode;
}

function shorten(entries: readonly Entry[]): readonly Found[] {
  return entries.slice(0, mostShown).map((entry) => ({ entry }));
}
