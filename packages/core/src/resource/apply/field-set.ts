// A set of field paths, kept in the very form in which managedFields store it (FieldsV1): a tree whose branches are path
// elements. A path is a member when its node is empty or holds the mark `.` beside its children; the root is no member,
// so an empty root is the empty set. Sets are never changed: operations share what stays the same, and give back their
// first argument itself where nothing changes.
import { isJsonObject } from '../json-value.ts';
import { canonicalElement, compareElements, elementText, MalformedElement } from './path-element.ts';

export interface FieldSet {
  readonly [element: string]: FieldSet;
}

export const memberMark = '.';
/** A member without children; as a root, the empty set. */
export const leaf: FieldSet = Object.freeze({});
export const emptySet: FieldSet = leaf;

export function isEmptySet(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

/** Whether the path that ends in this node, which is not the root, is in the set. */
export function isMember(node: FieldSet): boolean {
  return node[memberMark] !== undefined || isEmptySet(node);
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(b)) return a;
  return isEmptySet(a) ? b : uniteElements(a, b);
}

function uniteNodes(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  if (isEmptySet(b)) return asMember(a);
  return isEmptySet(a) ? asMember(b) : uniteElements(a, b);
}

function uniteElements(a: FieldSet, b: FieldSet): FieldSet {
  let result: Record<string, FieldSet> | undefined;
  for (const element of Object.keys(b)) {
    const theirs = b[element] ?? leaf;
    const ours = a[element];
    const joined = ours === undefined ? theirs : uniteNodes(ours, theirs);
    if (joined === ours) continue;
    result ??= { ...a };
    result[element] = joined;
  }
  return result ?? a;
}

function asMember(node: FieldSet): FieldSet {
  return isMember(node) ? node : { [memberMark]: leaf, ...node };
}

/** Members of `a` that `b` has not. A member stays when only its parent or its children are in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return subtractElements(a, b) ?? emptySet;
}

/** Undefined when no member is left. */
function subtractNodes(a: FieldSet, b: FieldSet): FieldSet | undefined {
  if (isEmptySet(a)) return isMember(b) ? undefined : a;
  const rest = subtractElements(a, isEmptySet(b) ? onlyMember : b);
  if (rest === undefined || rest === a) return rest;
  return rest[memberMark] !== undefined && Object.keys(rest).length === 1 ? leaf : rest;
}

const onlyMember: FieldSet = Object.freeze({ [memberMark]: leaf });

function subtractElements(a: FieldSet, b: FieldSet): FieldSet | undefined {
  let result: Record<string, FieldSet> | undefined;
  for (const element of Object.keys(b)) {
    const ours = a[element];
    if (ours === undefined) continue;
    const rest = subtractNodes(ours, b[element] ?? leaf);
    if (rest === ours) continue;
    result ??= { ...a };
    if (rest === undefined) delete result[element];
    else result[element] = rest;
  }
  if (result === undefined) return a;
  return isEmptySet(result) ? undefined : result;
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return commonElements(a, b) ?? emptySet;
}

function commonNodes(a: FieldSet, b: FieldSet): FieldSet | undefined {
  const both = isMember(a) && isMember(b);
  const children = commonElements(a, b);
  if (children === undefined) return both ? leaf : undefined;
  return both ? { ...children, [memberMark]: leaf } : children;
}

function commonElements(a: FieldSet, b: FieldSet): FieldSet | undefined {
  let result: Record<string, FieldSet> | undefined;
  for (const element of Object.keys(b)) {
    const ours = a[element];
    if (ours === undefined || element === memberMark) continue;
    const common = commonNodes(ours, b[element] ?? leaf);
    if (common === undefined) continue;
    result ??= {};
    result[element] = common;
  }
  return result;
}

/** All members as errors show them, the members of a level before their children: `.spec.replicas`. */
export function fieldPaths(set: FieldSet): string[] {
  const elements = Object.keys(set)
    .filter((element) => element !== memberMark)
    .sort(compareElements);
  const nodes = elements.map((element) => ({ text: elementText(element), node: set[element] ?? leaf }));
  return [
    ...nodes.filter(({ node }) => isMember(node)).map(({ text }) => text),
    ...nodes.flatMap(({ text, node }) => fieldPaths(node).map((below) => text + below)),
  ];
}

/** Reads FieldsV1 that a client wrote; elements of unknown forms are left out. Undefined when it is malformed. */
export function parseFieldSet(json: unknown): FieldSet | undefined {
  try {
    return isJsonObject(json) ? readNode(json) : undefined;
  } catch (error) {
    if (error instanceof MalformedElement) return undefined;
    throw error;
  }
}

function readNode(json: unknown): FieldSet {
  if (!isJsonObject(json)) throw new MalformedElement('a node of a field set is no object');
  const node: Record<string, FieldSet> = {};
  let isMarked = false;
  for (const text of Object.keys(json)) {
    if (text === memberMark) {
      isMarked = true;
      continue;
    }
    const element = canonicalElement(text);
    if (element !== undefined) node[element] = readNode(json[text]);
  }
  return isMarked && !isEmptySet(node) ? { [memberMark]: leaf, ...node } : node;
}
