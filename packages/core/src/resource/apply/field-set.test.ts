import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deepFreeze } from '../object.ts';
import {
  difference,
  emptySet,
  type FieldSet,
  fieldPaths,
  intersection,
  isEmptySet,
  leaf,
  memberMark,
  parseFieldSet,
  union,
} from './field-set.ts';
import { fieldElement, keyElement, valueElement } from './path-element.ts';

type Path = readonly string[];

/** Written without the functions under test: a path is a member, its ancestors are not. */
function setOf(paths: readonly Path[]): FieldSet {
  const names = new Set(paths.map((path) => path[0] ?? ''));
  const set: Record<string, FieldSet> = {};
  for (const name of names) {
    const below = paths.filter((path) => path[0] === name).map((path) => path.slice(1));
    const children = setOf(below.filter((path) => path.length > 0));
    const isMember = below.some((path) => path.length === 0);
    set[name] = isMember && Object.keys(children).length > 0 ? { [memberMark]: leaf, ...children } : children;
  }
  return deepFreeze(set);
}

const element = fc.oneof(
  fc.constantFrom('a', 'b', 'c').map(fieldElement),
  fc.constantFrom(1, 2).map((port) =>
    keyElement([
      ['port', port],
      ['protocol', 'TCP'],
    ]),
  ),
  fc.constantFrom<unknown>('x', 1, true).map(valueElement),
);
const paths = fc.array(fc.array(element, { minLength: 1, maxLength: 4 }), { maxLength: 12 });

function texts(list: readonly Path[]): Set<string> {
  return new Set(fieldPaths(setOf(list)));
}

test('operations on sets are operations on their paths', () => {
  fc.assert(
    fc.property(paths, paths, (ours, theirs) => {
      const [a, b] = [setOf(ours), setOf(theirs)];
      const [inA, inB] = [texts(ours), texts(theirs)];
      expect(new Set(fieldPaths(union(a, b)))).toEqual(new Set([...inA, ...inB]));
      expect(new Set(fieldPaths(difference(a, b)))).toEqual(new Set([...inA].filter((path) => !inB.has(path))));
      expect(new Set(fieldPaths(intersection(a, b)))).toEqual(new Set([...inA].filter((path) => inB.has(path))));
    }),
  );
});

test('results are in the one form that equal sets share', () => {
  fc.assert(
    fc.property(paths, paths, (ours, theirs) => {
      const [a, b] = [setOf(ours), setOf(theirs)];
      for (const result of [union(a, b), difference(a, b), intersection(a, b)]) {
        expect(parseFieldSet(JSON.parse(JSON.stringify(result)))).toEqual(result);
      }
      expect(union(difference(a, b), intersection(a, b))).toEqual(a);
    }),
  );
});

test('operations without effect give back the set itself', () => {
  fc.assert(
    fc.property(paths, (some) => {
      const set = setOf(some);
      expect(union(set, set)).toBe(set);
      expect(union(set, emptySet)).toBe(set);
      expect(union(set, setOf(some))).toBe(set);
      expect(difference(set, emptySet)).toBe(set);
      expect(isEmptySet(difference(set, set))).toBe(true);
    }),
  );
});

describe('reading FieldsV1', () => {
  test('of Kubernetes gives every member with its path', () => {
    const json: unknown = JSON.parse(`{
      "f:metadata": {"f:labels": {".": {}, "f:app.kubernetes.io/name": {}}, "f:finalizers": {"v:\\"a/b\\"": {}}},
      "f:spec": {"f:containers": {"k:{\\"name\\":\\"app\\"}": {".": {}, "f:image": {}, "f:ports": {
        "k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}": {}}}}, "f:args": {"i:0": {}}}
    }`);
    const set = parseFieldSet(json);
    expect(set).toEqual(json);
    expect(fieldPaths(set ?? emptySet)).toEqual([
      '.metadata.labels',
      '.metadata.finalizers[="a/b"]',
      '.metadata.labels.app.kubernetes.io/name',
      '.spec.args[0]',
      '.spec.containers[name="app"]',
      '.spec.containers[name="app"].image',
      '.spec.containers[name="app"].ports[containerPort=80,protocol="TCP"]',
    ]);
  });

  test('sorts key fields and drops white space', () => {
    expect(parseFieldSet({ 'k:{ "b": 1, "a": "x" }': {}, 'v: "y"': {}, 'i:07': {} })).toEqual({
      'k:{"a":"x","b":1}': {},
      'v:"y"': {},
      'i:7': {},
    });
  });

  test('leaves out elements of forms that are not known yet', () => {
    expect(parseFieldSet({ 'f:a': { 'r:x': {} }, 'r:b': {} })).toEqual({ 'f:a': {} });
  });

  test('writes a mark without children as a leaf', () => {
    expect(parseFieldSet({ 'f:a': { '.': {} } })).toEqual({ 'f:a': {} });
  });

  test.each<[string, unknown]>([
    ['no object', 'f:a'],
    ['a node that is no object', { 'f:a': 1 }],
    ['an element without form', { a: {} }],
    ['a value that is no JSON', { 'v:x': {} }],
    ['a key that is no object', { 'k:[1]': {} }],
    ['an index that is no number', { 'i:x': {} }],
  ])('refuses %s', (_, json) => {
    expect(parseFieldSet(json)).toBeUndefined();
  });
});
