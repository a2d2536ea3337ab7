// What holds for every sequence of writes, not only for those somebody thought of.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ManagedFieldsEntry } from '../generated/kubernetes.ts';
import { isJsonObject } from '../json-value.ts';
import { schemaTable } from '../schema-table.ts';
import { compareObjects } from './compare.ts';
import { objectShape } from './compile-shape.ts';
import { type FieldSet, fieldPaths, intersection, parseFieldSet } from './field-set.ts';
import { ownedFields } from './owned-fields.ts';
import { Scenario, thing } from './scenario.ts';

const shape = objectShape('v1.Thing', undefined, thing.table ?? schemaTable);

type Content = Record<string, unknown>;

/** Parts of one object; the value of a field is the same in every manifest, so that nobody ever disagrees. */
function some(model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Content> {
  return fc.record(model, { requiredKeys: [] }).filter((value) => Object.keys(value).length > 0);
}
function subset(...values: readonly string[]): fc.Arbitrary<string[]> {
  return fc.shuffledSubarray([...values], { minLength: 1 });
}
function named(
  key: string,
  names: readonly unknown[],
  rest: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Content[]> {
  const item = fc.record({ [key]: fc.constantFrom(...names), ...rest }, { requiredKeys: [key] });
  return fc.uniqueArray(item, { minLength: 1, selector: (value) => value[key] });
}
const agreeing = fc.record(
  {
    metadata: some({ labels: some({ l: fc.constant('1'), m: fc.constant('2') }), finalizers: subset('f', 'g') }),
    text: fc.constant('t'),
    number: fc.constant(1),
    plain: fc.constant(['p', 'q']),
    atomicMap: fc.constant({ k: 'v' }),
    struct: some({
      name: fc.constant('n'),
      value: fc.constant(2),
      inner: some({ name: fc.constant('i'), value: fc.constant(3) }),
    }),
    map: some({ x: fc.constant('1'), y: fc.constant('2') }),
    mapOfMaps: some({ x: some({ p: fc.constant('1'), q: fc.constant('2') }), y: some({ p: fc.constant('3') }) }),
    any: some({ a: some({ b: fc.constant(1), c: fc.constant([1]) }), d: fc.constant(null) }),
    set: subset('a', 'b', 'c'),
    items: named('name', ['i', 'j', 'k'], { value: fc.constant(1), other: fc.constant(2), set: subset('a', 'b') }),
    ports: named('port', [80, 81], { name: fc.constant('p') }),
  },
  { requiredKeys: [] },
);

/** Everything that any of the manifests says, lists in a fixed order. */
function together(manifests: readonly Content[]): unknown {
  return manifests.reduce<unknown>((all, manifest) => unite(all, manifest), {});
}
function unite(a: unknown, b: unknown): unknown {
  if (isJsonObject(a) && isJsonObject(b)) {
    const result: Content = { ...a };
    for (const [name, value] of Object.entries(b)) result[name] = name in a ? unite(a[name], value) : value;
    return result;
  }
  if (!Array.isArray(a) || !Array.isArray(b) || a.includes('p')) return b;
  const keyOf = (item: unknown) => (isJsonObject(item) ? (item.port ?? item.name) : item);
  const merged = a.map((item) => unite(item, b.find((other) => keyOf(other) === keyOf(item)) ?? item));
  return [...merged, ...b.filter((other) => !a.some((item) => keyOf(item) === keyOf(other)))];
}
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name])]),
  );
}

const manager = fc.constantFrom('a', 'b', 'c');

test('an object that appliers agree on holds exactly what they state now, and they own exactly that', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(manager, agreeing), { minLength: 1, maxLength: 8 }), (writes) => {
      const scenario = new Scenario(thing);
      const stated = new Map<string, Content>();
      for (const [name, manifest] of writes) {
        expect(scenario.apply(name, manifest)).toEqual([]);
        stated.set(name, manifest);
      }
      expect(sorted(scenario.content())).toEqual(sorted(together([...stated.values()])));
      for (const [name, manifest] of stated) {
        const { fields } = ownedFields(shape, scenario.read(manifest));
        expect(scenario.owners()[name] ?? []).toEqual(fieldPaths(fields));
      }
    }),
    { numRuns: 150 },
  );
});

test('applying the same again gives the very same object', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(manager, agreeing), { minLength: 1, maxLength: 5 }), (writes) => {
      const scenario = new Scenario(thing);
      const stated = new Map<string, Content>();
      for (const [name, manifest] of writes) {
        scenario.apply(name, manifest);
        stated.set(name, manifest);
        const before = scenario.object;
        expect(scenario.apply(name, manifest)).toEqual([]);
        expect(scenario.object).toBe(before);
      }
    }),
  );
});

const number = fc.integer({ min: 1, max: 2 });
const disagreeing = fc.record(
  {
    text: fc.constantFrom('x', 'y'),
    plain: fc.array(fc.constantFrom('p', 'q'), { maxLength: 2 }),
    struct: fc.record(
      { name: fc.constantFrom('n', 'm'), value: number, inner: fc.record({ value: number }, { requiredKeys: [] }) },
      { requiredKeys: [] },
    ),
    map: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2')),
    any: fc.dictionary(
      fc.constantFrom('x', 'y'),
      fc.oneof(number, fc.dictionary(fc.constantFrom('p', 'q'), number), fc.array(number)),
    ),
    set: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
    items: fc.uniqueArray(
      fc.record(
        { name: fc.constantFrom('i', 'j'), value: number, set: fc.uniqueArray(fc.constantFrom('a', 'b')) },
        { requiredKeys: ['name'] },
      ),
      {
        selector: (item) => item.name,
      },
    ),
  },
  { requiredKeys: [] },
);
const write = fc.tuple(fc.constantFrom('apply' as const, 'force' as const, 'update' as const), manager, disagreeing);

function run(scenario: Scenario, [verb, name, manifest]: [string, string, Content]): readonly string[] {
  if (verb !== 'update') return scenario.apply(name, manifest, { force: verb === 'force' });
  scenario.update(name, manifest);
  return [];
}

function entriesOf(scenario: Scenario): readonly ManagedFieldsEntry[] {
  return scenario.object?.metadata.managedFields ?? [];
}

test('nobody owns what is not there, and every entry is in canonical form', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 8 }), (writes) => {
      const scenario = new Scenario(thing);
      for (const each of writes) run(scenario, each);
      if (!scenario.object) return;
      const { changed: all } = compareObjects(shape, {}, scenario.object);
      for (const { fieldsV1 } of entriesOf(scenario)) {
        const fields = fieldsV1 as FieldSet;
        expect(parseFieldSet(JSON.parse(JSON.stringify(fields)))).toEqual(fields);
        expect(fieldPaths(intersection(fields, all))).toEqual(fieldPaths(fields));
      }
    }),
    { numRuns: 150 },
  );
});

test('force always ends with what the manifest says, without conflicts afterwards', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 6 }), manager, disagreeing, (writes, name, manifest) => {
      const scenario = new Scenario(thing);
      for (const each of writes) run(scenario, each);
      expect(scenario.apply(name, manifest, { force: true })).toEqual([]);
      const before = scenario.object;
      expect(scenario.apply(name, manifest)).toEqual([]);
      expect(scenario.object).toBe(before);
    }),
    { numRuns: 150 },
  );
});

test('a refused apply is one that would change a value somebody else owns', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 6 }), manager, disagreeing, (writes, name, manifest) => {
      const scenario = new Scenario(thing);
      for (const each of writes) run(scenario, each);
      const before = scenario.owners();
      const conflicts = scenario.apply(name, manifest);
      for (const conflict of conflicts) {
        const [owner, path] = [conflict.slice(0, conflict.indexOf(' ')), conflict.slice(conflict.indexOf(' ') + 1)];
        expect([...(before[owner] ?? []), ...(before[`${owner} (Update)`] ?? [])]).toContain(path);
      }
      if (conflicts.length > 0) return;
      // Then nobody else lost anything but what is gone from the object.
      const there = scenario.object ? fieldPaths(compareObjects(shape, {}, scenario.object).changed) : [];
      for (const [owner, paths] of Object.entries(before)) {
        if (owner === name) continue;
        const lost = paths.filter((path) => !scenario.owners()[owner]?.includes(path));
        expect(lost.filter((path) => there.includes(path))).toEqual([]);
      }
    }),
  );
});

test('a value that an update changes has the updater as its one owner', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 6 }), disagreeing, (writes, content) => {
      const scenario = new Scenario(thing);
      for (const each of writes) run(scenario, each);
      const live = scenario.object;
      if (!live || entriesOf(scenario).length === 0) return;
      scenario.update('last', content);
      const { changed } = compareObjects(shape, live, scenario.object ?? live);
      const owners = scenario.owners();
      expect(owners['last (Update)'] ?? []).toEqual(fieldPaths(changed));
      for (const [name, paths] of Object.entries(owners)) {
        if (name !== 'last (Update)') expect(paths.filter((path) => fieldPaths(changed).includes(path))).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
});
