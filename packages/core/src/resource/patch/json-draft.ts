// The document while a JSON patch runs. A container is copied before the first write to it and then belongs to the draft,
// so that ten thousand steps on one large list copy it once and the caller's document stays as it was.
import { fieldOf, isJsonObject, setField } from '../json-value.ts';

/** A step cannot be done. */
export class StepFailure extends Error {}

type Container = Record<string, unknown> | unknown[];

/** Where a step works, and its name for the message. */
export interface Target {
  readonly op: string;
  readonly path: string;
}

/** What all copy steps of one patch may add together, as Kubernetes' limit. */
const maxCopiedBytes = 3 * 1024 * 1024;
/** Items that all steps of one patch may shift in lists: about a tenth of a second of work. */
const maxShiftedItems = 100_000_000;

export class Draft {
  root: unknown;
  private readonly owned = new Set<unknown>();
  private copiedBytes = 0;
  private shiftedItems = 0;

  constructor(document: unknown) {
    this.root = document;
  }

  /** A container that the draft may write to: the same when it belongs to the draft, else a copy of one level. */
  own(container: Container): Container {
    if (this.owned.has(container)) return container;
    const copy = Array.isArray(container) ? [...container] : { ...container };
    this.owned.add(copy);
    return copy;
  }

  /** A copy that shares no container with what it was made of, because the draft may write to either. */
  duplicate(value: unknown): unknown {
    const text = JSON.stringify(value);
    this.copiedBytes += text.length;
    if (this.copiedBytes > maxCopiedBytes) {
      throw new StepFailure(
        `Unable to complete the copy, the accumulated size increase of copy is ${this.copiedBytes}, exceeding the limit ${maxCopiedBytes}`,
      );
    }
    return JSON.parse(text);
  }

  countShift(items: number): void {
    this.shiftedItems += items;
    if (this.shiftedItems > maxShiftedItems) throw new StepFailure('the patch moves too many list items');
  }
}

/** The value there; undefined where a field of an object, or of the way to it, is missing. */
export function readAt(draft: Draft, { op, path }: Target): unknown {
  let value = draft.root;
  for (const token of tokensOf({ op, path })) {
    if (Array.isArray(value)) value = value[itemIndex({ op, path }, token, value.length)];
    else if (isJsonObject(value)) value = fieldOf(value, token);
    else return undefined;
  }
  return value;
}

export function addTo(draft: Draft, target: Target & { value: unknown }): void {
  const place = placeOf(draft, target);
  if (!place) {
    draft.root = target.value;
    return;
  }
  const { container, token } = place;
  if (!Array.isArray(container)) {
    setField(container, token, target.value);
    return;
  }
  const index = token === '-' ? container.length : itemIndex(target, token, container.length + 1);
  draft.countShift(container.length - index);
  container.splice(index, 0, target.value);
}

export function replaceIn(draft: Draft, target: Target & { value: unknown }): void {
  const place = placeOf(draft, target);
  if (!place) draft.root = target.value;
  else if (!Array.isArray(place.container)) setField(place.container, place.token, target.value);
  else place.container[itemIndex(target, place.token, place.container.length)] = target.value;
}

export function removeFrom(draft: Draft, target: Target): void {
  const place = placeOf(draft, target);
  if (!place) throw new StepFailure(`${target.op} operation does not apply: the whole document cannot be removed`);
  const { container, token } = place;
  if (Array.isArray(container)) {
    const index = itemIndex(target, token, container.length);
    draft.countShift(container.length - index);
    container.splice(index, 1);
    return;
  }
  if (!Object.hasOwn(container, token)) {
    throw new StepFailure(`${failureIn(target)}: Unable to remove nonexistent key: ${token}: missing value`);
  }
  delete container[token];
}

/** The container that holds the last step of the path, ours to write; undefined for the whole document. */
function placeOf(draft: Draft, target: Target): { container: Container; token: string } | undefined {
  const tokens = tokensOf(target);
  const last = tokens.pop();
  if (last === undefined) return undefined;
  let container = ownedContainer(draft, target, draft.root);
  draft.root = container;
  for (const token of tokens) {
    if (Array.isArray(container)) {
      const index = itemIndex(target, token, container.length);
      const child: Container = ownedContainer(draft, target, container[index]);
      container[index] = child;
      container = child;
    } else {
      const child: Container = ownedContainer(draft, target, fieldOf(container, token));
      setField(container, token, child);
      container = child;
    }
  }
  return { container, token: last };
}

function ownedContainer(draft: Draft, { op, path }: Target, value: unknown): Container {
  if (Array.isArray(value) || isJsonObject(value)) return draft.own(value as Container);
  throw new StepFailure(`${op} operation does not apply: doc is missing path: "${path}": missing value`);
}

function tokensOf({ op, path }: Target): string[] {
  if (path === '') return [];
  if (!path.startsWith('/'))
    throw new StepFailure(`${op} operation does not apply: path "${path}" does not begin with /`);
  return path
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** `limit` is the number of places: a negative index counts from it. */
function itemIndex(target: Target, token: string, limit: number): number {
  if (!/^(0|-?[1-9][0-9]*)$/.test(token)) {
    throw new StepFailure(`${failureIn(target)}: value was not a proper array index: '${token}'`);
  }
  const index = Number(token);
  if (index >= limit || index < -limit) {
    throw new StepFailure(`${failureIn(target)}: Unable to access invalid index: ${token}: invalid index referenced`);
  }
  return index < 0 ? index + limit : index;
}

function failureIn({ op, path }: Target): string {
  return `error in ${op} for path: '${path}'`;
}
