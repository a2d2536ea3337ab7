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
  if (mode === 'kind') return ofKind(entries, query);
  const wanted = entries.filter((entry) => isIn(mode, entry, query));
  if (mode === 'id' || !query) return shorten(wanted);
  // A uid that is pasted needs no sign before it.
  const byUid = wanted.filter(({ uid }) => uid === query);
  if (byUid.length > 0) return shorten(byUid);
  return shorten(byLabel(wanted, query));
}

function byLabel(entries: readonly Entry[], query: string): readonly Entry[] {
  if (!query) return entries;
  const [indexes, , order] = fuzzy.search(
    entries.map(({ label }) => label),
    query,
  );
  if (!indexes) return [];
  return (order ?? indexes.map((_, place) => place)).flatMap((place) => entries[indexes[place] ?? -1] ?? []);
}

/** As kubectl shortens them. */
const shortNames: Readonly<Record<string, string>> = {
  po: 'pods',
  no: 'nodes',
  ns: 'namespaces',
  svc: 'services',
  deploy: 'deployments',
  rs: 'replicasets',
  rc: 'replicationcontrollers',
  sts: 'statefulsets',
  ds: 'daemonsets',
  cm: 'configmaps',
  ev: 'events',
  sa: 'serviceaccounts',
};

/** `pods web`: the kind by its name, a beginning of it or its short name, and what its objects are called. */
function ofKind(entries: readonly Entry[], query: string): readonly Found[] {
  const [given = '', ...rest] = query.toLowerCase().split(/\s+/);
  const kind = shortNames[given] ?? given;
  const pages = entries.filter(
    ({ type, id, label }) =>
      type === 'page' && (id.startsWith(`page:${kind}`) || label.toLowerCase().startsWith(given)),
  );
  const objects = entries.filter((entry) => kind !== '' && entry.kind?.startsWith(kind));
  return shorten(rest.length > 0 ? byLabel(objects, rest.join(' ')) : [...pages, ...objects]);
}

function isIn(mode: Mode, entry: Entry, query: string): boolean {
  if (mode === 'everything') return query !== '' || entry.type !== 'object';
  if (mode === 'id') return entry.uid?.startsWith(query) ?? false;
  return entry.type === mode;
}

function shorten(entries: readonly Entry[]): readonly Found[] {
  return entries.slice(0, mostShown).map((entry) => ({ entry }));
}
