// Lists: latest ones from the cache, past ones and later pages from history, filtered and ordered the same way.
import { badRequestError, expiredError } from '../resource/api-error.ts';
import { type FieldSelectorMatcher, parseFieldSelector } from '../resource/field-selector.ts';
import type { KindDefinition } from '../resource/kind.ts';
import { parseLabelSelector } from '../resource/label-selector.ts';
import { type AnyObject, apiVersionOf } from '../resource/object.ts';
import { compareByPaths } from '../resource/ordering.ts';
import { typeNameOf } from '../resource/schema-table.ts';
import { timeMicros } from '../resource/times.ts';
import type { Revision, Store, StoredObject } from '../store/store.ts';
import type { WatchCache } from '../store/watch-cache.ts';
import type { ListOptions, ListPage } from './operation.ts';

const maxLimit = 100_000;
/** Objects that kept lists may hold in all; a page whose list was dropped reads history again. */
const keptObjects = 200_000;

/** What makes two lists the same, whatever page of it is asked for. */
interface Selection {
  readonly matches: (object: AnyObject) => boolean;
  readonly compare: ((a: AnyObject, b: AnyObject) => number) | undefined;
  readonly pinned: ReadonlyMap<string, string>;
  readonly text: string;
}

export function selectionOf(definition: KindDefinition, options: ListOptions): Selection {
  const typeName = typeNameOf(apiVersionOf(definition.group, definition.version), definition.kind);
  const labels = options.labelSelector ? parseLabelSelector(options.labelSelector) : undefined;
  const fields = options.fieldSelector ? parseFieldSelector(options.fieldSelector, typeName) : undefined;
  return {
    matches: (object) =>
      (labels === undefined || labels.matches(object.metadata.labels ?? {})) &&
      (fields === undefined || fields.matches(object)),
    compare: options.orderBy?.length ? compareByPaths(options.orderBy, typeName) : undefined,
    pinned: pinnedBy(fields),
    text: JSON.stringify([
      options.kind,
      options.namespace,
      options.labelSelector,
      options.fieldSelector,
      options.orderBy,
    ]),
  };
}

function pinnedBy(fields: FieldSelectorMatcher | undefined): ReadonlyMap<string, string> {
  const pinned = new Map<string, string>();
  for (const term of fields?.terms ?? []) {
    const [value] = term.values;
    if (term.operator === '=' && value !== undefined) pinned.set(term.path, value);
  }
  return pinned;
}

interface Token {
  readonly revision: Revision;
  /** How many items the pages before held. */
  readonly position: number;
}

/** Continues a list at one of its revisions after so many items. */
export function continueToken({ revision, position }: Token): string {
  return Buffer.from(JSON.stringify([revision, position])).toString('base64url');
}

function decodeToken(text: string): Token {
  try {
    const [revision, position] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    if (Number.isSafeInteger(revision) && Number.isSafeInteger(position) && Number(position) >= 0) {
      return { revision: Number(revision), position: Number(position) };
    }
  } catch {
    // Falls through: whatever cannot be read is not a token.
  }
  throw badRequestError('continue key is not valid', [
    { reason: 'FieldValueInvalid', field: 'continue', message: `Invalid value: ${JSON.stringify(text)}` },
  ]);
}

/** The revision an `at` means: a revision as digits, or a moment as RFC 3339. */
export async function revisionOf(store: Store, at: string): Promise<Revision> {
  if (/^\d{1,15}$/.test(at)) return Number(at);
  const micros = timeMicros(at);
  if (micros === undefined) {
    throw badRequestError(`at: Invalid value: ${JSON.stringify(at)}: must be a revision or a time in RFC 3339`, [
      { reason: 'FieldValueInvalid', field: 'at', message: 'must be a revision or a time in RFC 3339' },
    ]);
  }
  return store.revisionAt(micros / 1000);
}

export class Lists {
  private readonly store: Store;
  private readonly cache: WatchCache;
  /** Lists whose first page was cut, by selection and revision, least recently used first. */
  private readonly kept = new Map<string, readonly AnyObject[]>();
  private keptCount = 0;

  constructor(store: Store, cache: WatchCache) {
    this.store = store;
    this.cache = cache;
  }

  async page(definition: KindDefinition, options: ListOptions): Promise<ListPage> {
    const { limit } = options;
    if (limit !== undefined && (!Number.isInteger(limit) || limit < 0 || limit > maxLimit)) {
      throw badRequestError(`limit: Invalid value: ${limit}: must be between 0 and ${maxLimit}`);
    }
    const selection = selectionOf(definition, options);
    const token = options.continueToken === undefined ? undefined : decodeToken(options.continueToken);
    const at = token?.revision ?? (options.at === undefined ? undefined : await revisionOf(this.store, options.at));
    const { revision, items } =
      at === undefined ? await this.latest(options, selection) : await this.past(options, selection, at);
    const position = token?.position ?? 0;
    const end = limit ? Math.min(items.length, position + limit) : items.length;
    const more = end < items.length;
    if (more) this.keep(selection, revision, items);
    return {
      revision,
      position,
      items: position === 0 && !more ? items : items.slice(position, end),
      total: items.length,
      ...(more && { continueToken: continueToken({ revision, position: end }) }),
    };
  }

  private async latest({ kind, namespace }: ListOptions, selection: Selection) {
    await this.cache.fresh();
    return { revision: this.cache.revision, items: select(this.cache.list(kind, namespace), selection) };
  }

  private async past({ kind, namespace }: ListOptions, selection: Selection, at: Revision) {
    if (at < (await this.store.floor())) {
      throw expiredError(`The resourceVersion for the provided list is too old: ${at} is no longer retained`);
    }
    const kept = this.kept.get(keptKey(selection, at));
    if (kept) return { revision: at, items: kept };
    const read = await this.store.list({ kind, at, ...(namespace !== undefined && { namespace }) });
    return { revision: at, items: select(read.items, selection) };
  }

  private keep(selection: Selection, revision: Revision, items: readonly AnyObject[]): void {
    const key = keptKey(selection, revision);
    const before = this.kept.get(key);
    this.kept.delete(key);
    this.kept.set(key, items);
    this.keptCount += items.length - (before?.length ?? 0);
    for (const [oldest, list] of this.kept) {
      if (this.keptCount <= keptObjects || this.kept.size === 1) break;
      this.kept.delete(oldest);
      this.keptCount -= list.length;
    }
  }
}

function keptKey(selection: Selection, revision: Revision): string {
  return `${revision} ${selection.text}`;
}

function select(stored: readonly StoredObject[], { matches, compare }: Selection): AnyObject[] {
  const items: AnyObject[] = [];
  for (const { object } of stored) if (matches(object)) items.push(object);
  return compare ? items.sort(compare) : items;
}
