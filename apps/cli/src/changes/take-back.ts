// An object without what one change did to it: each field that the change touched gets its value from before, if it still has
// the one that the change gave it. What changed in other fields stays. Pure.
import type { ApiObject } from '@portolan/client/objects.ts';
import { type Fields, isMap, isSame } from '../comparing/equality.ts';

export interface TakenBack {
  /** The object as it is to be. */
  readonly object: ApiObject;
  readonly isChanged: boolean;
  /** Fields that somebody has changed since. */
  readonly conflicts: readonly FieldConflict[];
}

export interface FieldConflict {
  /** `spec.replicas` */
  readonly field: string;
  readonly is: unknown;
  readonly was: unknown;
}

export interface States {
  readonly before: ApiObject;
  readonly after: ApiObject;
  readonly current: ApiObject;
}

export function takeBack({ before, after, current }: States): TakenBack {
  const conflicts: FieldConflict[] = [];
  const [now, then] = [desiredOf(current), desiredOf(after)];
  const next = revert('', { after: then, before: desiredOf(before), current: now }, conflicts) as ApiObject;
  const { status } = current as ApiObject & { readonly status?: unknown };
  const metadata = { ...serverMetadata(current), ...next.metadata };
  const object = { ...next, metadata, ...(status !== undefined && { status }) };
  return { object, isChanged: !isSame(now, next), conflicts };
}

/** Whether the change was of something that its author asked for, and not of what controllers report. */
export function isDesireChanged(before: ApiObject, after: ApiObject): boolean {
  return !isSame(desiredOf(before), desiredOf(after));
}

/** What somebody has changed since, apart from what placing a pod and controllers' own annotations change. */
export function changedSince(after: ApiObject, current: ApiObject): FieldConflict[] {
  const found: FieldConflict[] = [];
  differences('', desiredOf(current), desiredOf(after), found);
  return found.filter(
    ({ field }) => field !== 'spec.nodeName' && !/^metadata\.annotations\[[^\]]*kubernetes\.io\//.test(field),
  );
}

/** What an author could write: to create the object anew. */
export function asManifest(object: ApiObject): object {
  const { metadata, ...rest } = desiredOf(object) as Fields & ApiObject & { spec?: { nodeName?: string } };
  const finalizers = metadata.finalizers?.filter((each) => each !== 'foregroundDeletion' && each !== 'orphan');
  const { finalizers: _, ...others } = metadata;
  const kept = { ...others, ...(finalizers?.length && { finalizers }) };
  if (object.kind !== 'Pod' || !rest.spec) return { ...rest, metadata: kept };
  const { nodeName: _1, ...spec } = rest.spec;
  return { ...rest, metadata: kept, spec };
}

const serverFields = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
] as const;

function desiredOf(object: ApiObject): Fields {
  const { status: _, metadata, ...rest } = object as ApiObject & { readonly status?: unknown };
  const own = Object.entries(metadata).filter(([field]) => !serverFields.some((each) => each === field));
  return { ...rest, metadata: Object.fromEntries(own) };
}

function serverMetadata({ metadata }: ApiObject) {
  const { name } = metadata;
  const own = Object.entries(metadata).filter(([field]) => serverFields.some((each) => each === field));
  return { name, ...Object.fromEntries(own) };
}

interface Values {
  readonly before: unknown;
  readonly after: unknown;
  readonly current: unknown;
}

/** The value to be; undefined for none. */
function revert(field: string, values: Values, conflicts: FieldConflict[]): unknown {
  const { before, after, current } = values;
  if (isSame(after, before) || isSame(current, before)) return current;
  if (areMaps(before, after, current)) return revertMap(field, { before, after, current }, conflicts);
  const lists = namedLists(before, after, current);
  if (lists) return Object.values(revertMap(field, lists, conflicts) ?? {});
  if (isSame(current, after)) return before;
  conflicts.push({ field, is: current, was: after });
  return current;
}

function revertMap(field: string, values: Values, conflicts: FieldConflict[]): Fields | undefined {
  const [before, after, current] = [values.before, values.after, values.current].map((each) => (each ?? {}) as Fields);
  const next: Record<string, unknown> = { ...current };
  for (const name of new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})])) {
    const part = { before: before?.[name], after: after?.[name], current: current?.[name] };
    const value = revert(pathText(field, name), part, conflicts);
    if (value === undefined) delete next[name];
    else next[name] = value;
  }
  // A map that was made for a field of the change goes with it.
  return values.before === undefined && Object.keys(next).length === 0 ? undefined : next;
}

/** A map that is not there is an empty one, as long as one of the three is there. */
function areMaps(...values: readonly unknown[]): boolean {
  return values.some(isMap) && values.every((value) => value === undefined || isMap(value));
}

/** Containers and their like: whoever changed one of them has not changed the others. */
function namedLists(before: unknown, after: unknown, current: unknown): Values | undefined {
  const [was, made, is] = [byName(before), byName(after), byName(current)];
  return was && made && is && { before: was, after: made, current: is };
}

function byName(list: unknown): Fields | undefined {
  if (!Array.isArray(list)) return undefined;
  const entries = list.map((item): [unknown, unknown] => [isMap(item) ? item.name : undefined, item]);
  const names = new Set(entries.map(([name]) => name));
  if (names.size < list.length || [...names].some((name) => typeof name !== 'string')) return undefined;
  return Object.fromEntries(entries);
}

function differences(field: string, is: unknown, was: unknown, found: FieldConflict[]): void {
  if (isSame(is, was)) return;
  if (!areMaps(is, was)) {
    found.push({ field, is, was });
    return;
  }
  const [now, then] = [(is ?? {}) as Fields, (was ?? {}) as Fields];
  for (const name of new Set([...Object.keys(now), ...Object.keys(then)])) {
    differences(pathText(field, name), now[name], then[name], found);
  }
}

/** `spec.replicas`, `metadata.annotations[example.com/note]` */
function pathText(field: string, name: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(name)) return field === '' ? name : `${field}.${name}`;
  return `${field}[${name}]`;
}
