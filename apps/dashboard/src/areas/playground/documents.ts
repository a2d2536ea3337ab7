// The tabs of the playground and what was run in it, in this browser.
import type { SharedDocument } from './share-link.ts';

export interface DocumentTab extends SharedDocument {
  readonly id: string;
  readonly view?: ResultForm;
  /** In no link, no history and not stored: there may be tokens among them. */
  readonly headers?: string;
}

/** How an answer is shown. */
export type ResultForm = 'json' | 'table';

export interface PastRun extends SharedDocument {
  readonly at: number;
}

export interface Tabs {
  readonly tabs: readonly [DocumentTab, ...DocumentTab[]];
  readonly chosen: string;
}

const tabsKey = 'portolan-playground';
const historyKey = 'portolan-playground-history';
const keptRuns = 50;
/** More would fill what a page may store. */
const longest = 100_000;

export function readTabs(first: SharedDocument): Tabs {
  const { tabs, chosen } = (read(tabsKey) ?? {}) as Partial<Tabs>;
  const good = Array.isArray(tabs) ? tabs.filter(isDocument).map(storedTab) : [];
  const [head, ...rest] = good;
  if (!head) return withTab(undefined, first);
  return { tabs: [head, ...rest], chosen: good.some(({ id }) => id === chosen) ? String(chosen) : head.id };
}

function storedTab({ id, query, variables, view }: DocumentTab): DocumentTab {
  return { id: String(id), query, variables, ...(view === 'table' && { view }) };
}

export function saveTabs(tabs: Tabs): void {
  write(tabsKey, { chosen: tabs.chosen, tabs: tabs.tabs.map(({ headers: _, ...kept }) => kept) });
}

/** With one more, which is chosen. */
export function withTab(before: Tabs | undefined, document: SharedDocument): Tabs {
  const numbers = (before?.tabs ?? []).map(({ id }) => Number(id) || 0);
  const tab: DocumentTab = { ...document, id: String(Math.max(0, ...numbers) + 1) };
  return { tabs: before ? [...before.tabs, tab] : [tab], chosen: tab.id };
}

/** The last one cannot be closed, only emptied. */
export function withoutTab({ tabs, chosen }: Tabs, closed: string): Tabs {
  const index = tabs.findIndex(({ id }) => id === closed);
  const [head, ...rest] = tabs.filter(({ id }) => id !== closed);
  if (!head) return withTab(undefined, { query: '', variables: '' });
  const next = rest[index - 1] ?? rest.at(-1) ?? head;
  return { tabs: [head, ...rest], chosen: chosen === closed ? (index === 0 ? head : next).id : chosen };
}

export function withChange({ tabs, chosen }: Tabs, change: Partial<Omit<DocumentTab, 'id'>>): Tabs {
  const [head, ...rest] = tabs.map((tab) => (tab.id === chosen ? { ...tab, ...change } : tab));
  return { tabs: head ? [head, ...rest] : tabs, chosen };
}

export function readHistory(): readonly PastRun[] {
  const found = read(historyKey);
  return Array.isArray(found) ? found.filter((each): each is PastRun => isDocument(each) && 'at' in each) : [];
}

/** The newest first, each document once. */
export function rememberRun(run: PastRun): readonly PastRun[] {
  const others = readHistory().filter(({ query, variables }) => query !== run.query || variables !== run.variables);
  const next = [run, ...others].slice(0, keptRuns);
  write(historyKey, next);
  return next;
}

export function forgetRuns(): void {
  localStorage.removeItem(historyKey);
}

function isDocument(value: unknown): value is SharedDocument {
  const { query, variables } = (value ?? {}) as Partial<Record<keyof SharedDocument, unknown>>;
  return typeof query === 'string' && typeof variables === 'string';
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return undefined; // Somebody else wrote there.
  }
}

function write(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  if (text.length <= longest) localStorage.setItem(key, text);
}
