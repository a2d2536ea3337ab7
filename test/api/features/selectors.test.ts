// Selecting by labels and by any scalar field, by list and by watch, against what the whole list shows.
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { groupKind } from '@portolan/core/resource/kind.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../support/api-server.ts';
import { aConfigMap, aNamespace, aPod, aService, oneOfEach } from '../../support/manifests.ts';
import { expectRefusal } from '../../support/refusal.ts';
import { Watching } from '../../support/watching.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

async function create(objects: readonly object[]): Promise<void> {
  await api.data('mutation($objects: [JSON!]!) { create(objects: $objects) { revision } }', { objects });
}

/** Names of what each selector selects, many selectors at a time. */
async function selected(kind: string, selectors: readonly string[]): Promise<string[][]> {
  const found: string[][] = [];
  for (let from = 0; from < selectors.length; from += 50) {
    const some = selectors.slice(from, from + 50);
    const fields = some.map(
      (_, i) => `s${i}: objects(kind: $kind, fieldSelector: $s${i}) { nodes { metadata { name } } }`,
    );
    const text = `query($kind: String!, ${some.map((_, i) => `$s${i}: String!`).join(', ')}) { ${fields.join(' ')} }`;
    const data = await api.data(text, { kind, ...Object.fromEntries(some.map((each, i) => [`s${i}`, each])) });
    found.push(...some.map((_, i) => data[`s${i}`].nodes.map((each: AnyObject) => each.metadata.name)));
  }
  return found;
}

type Scalar = string | number | boolean;
type Leaf = readonly [path: string, value: Scalar];

function* leavesOf(value: unknown, path = ''): Generator<Leaf> {
  if (typeof value !== 'object' || value === null) yield [path, value as Scalar];
  else {
    for (const [name, child] of Object.entries(value)) {
      const plain = /^[a-zA-Z]\w*$/.test(name);
      const step = Array.isArray(value) ? `[${name}]` : plain ? `${path && '.'}${name}` : `['${name}']`;
      yield* leavesOf(child, path + step);
    }
  }
}

const escaped = (value: Scalar) => String(value).replace(/[\\,=()]/g, '\\$&');

describe('a field selector', () => {
  beforeAll(async () => {
    const copies = oneOfEach.flatMap((build) => {
      const { metadata, ...rest } = build();
      const labels = { ...metadata.labels, 'example.com/copy': 'yes' };
      return [
        { ...rest, metadata: { ...metadata, name: 'first' } },
        { ...rest, metadata: { ...metadata, name: 'second', labels } },
      ];
    });
    const ports = [80, 81, 82].map((port) => ({ name: `p${port}`, port, targetPort: port }));
    const containers = ['a', 'b', 'c'].map((name) => ({
      name,
      image: `registry.example/${name}:1`,
      args: [name, 'x'],
    }));
    await create([
      ...copies,
      aPod({ metadata: { name: 'third' }, spec: { containers } }),
      aService({ metadata: { name: 'third' }, spec: { ports } }),
    ]);
  });

  it.each(kinds.all.map((definition) => groupKind(definition)))('may name any scalar field: %s', async (kind) => {
    const text = 'query($kind: String!) { objects(kind: $kind) { nodes { manifest } } }';
    const objects: AnyObject[] = (await api.data(text, { kind })).objects.nodes.map(
      ({ manifest }: { manifest: AnyObject }) => manifest,
    );
    const leaves = objects.map((object) => new Map(leavesOf(object)));
    const all = leaves.flatMap((each) => [...each]).filter(([path, value]) => value !== '' && !isBytes(kind, path));
    expect(all.length).toBeGreaterThan(10);
    const isEqual = (position: number, [path, value]: Leaf) =>
      (leaves[position]?.get(path) ?? valueOfAbsent(path, value)) === value;
    const names = (isIn: (position: number) => boolean) =>
      objects.filter((_, position) => isIn(position)).map(({ metadata }) => metadata.name);
    const equal = await selected(
      kind,
      all.map(([path, value]) => `${path}=${escaped(value)}`),
    );
    expect(equal).toEqual(all.map((leaf) => names((position) => isEqual(position, leaf))));
    const unequal = await selected(
      kind,
      all.map(([path, value]) => `${path}!=${escaped(value)}`),
    );
    expect(unequal).toEqual(all.map((leaf) => names((position) => !isEqual(position, leaf))));
    const present = await selected(
      kind,
      all.map(([path]) => path),
    );
    expect(present).toEqual(all.map(([path]) => names((position) => leaves[position]?.has(path) ?? false)));
  });
});

/** Bytes are not compared. */
function isBytes(kind: string, path: string): boolean {
  return kind === 'Secret' && path.startsWith('data.');
}

/** Kubernetes leaves out what is false, and counters of a status that are 0. */
function valueOfAbsent(path: string, value: Scalar): Scalar | undefined {
  if (typeof value === 'boolean') return false;
  return typeof value === 'number' && path.startsWith('status.') ? 0 : undefined;
}

describe('operators on fields', () => {
  const node = (name: string, unschedulable: boolean, cpu: string, made: string) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'example.com/made': made } },
    spec: { unschedulable, podCIDR: `10.0.${name.length}.0/24` },
    status: { capacity: { cpu, memory: '8Gi' } },
  });

  beforeAll(() =>
    create([node('op-a', false, '4', 'a'), node('op-bb', true, '500m', 'b'), node('op-ccc', true, '16', 'c')]),
  );

  it.each([
    ['status.capacity[cpu]>2', ['op-a', 'op-ccc']],
    ['status.capacity[cpu]<4000m', ['op-bb']],
    ['status.capacity[cpu]=4000m', ['op-a']],
    ['spec.unschedulable=true', ['op-bb', 'op-ccc']],
    ['spec.unschedulable!=true', ['op-a']],
    ['metadata.name in (op-a, op-ccc, none)', ['op-a', 'op-ccc']],
    ['metadata.name notin (op-a)', ['op-bb', 'op-ccc']],
    ["metadata.labels['example.com/made']=b", ['op-bb']],
    ['spec.providerID', []],
    ['!spec.providerID,spec.unschedulable', ['op-bb', 'op-ccc']],
    ['metadata.creationTimestamp>2026-01-01T00:00:00Z', ['op-a', 'op-bb', 'op-ccc']],
    ['spec.podCIDR=10.0.4.0/24,spec.unschedulable=true', []],
  ])('compare values for what they are, in lists and in watches: %s', async (selector, names) => {
    const ours = 'metadata.name in (op-a, op-bb, op-ccc)';
    expect(await selected('Node', [`${selector},${ours}`])).toEqual([names]);
    const watching = await Watching.start(api, { fieldSelector: `${selector},${ours}` }, { field: 'nodeChanges' });
    const { events } = await watching.next();
    expect(events.map(({ object }) => object.manifest.metadata.name)).toEqual(names);
    watching.stop();
  });

  it.each([
    ['spec.nodeNam=n1', 'field label not supported: spec.nodeNam'],
    ['spec.containers.image=x', 'field label not supported: spec.containers.image'],
    ['spec=x', 'field label not supported: spec'],
    ['spec.priority=high', 'spec.priority: Invalid value: "high": must be a number'],
    ['a=b=c', 'invalid field selector: unescaped character in value: ='],
    ['metadata.name in (a', "invalid selector: 'metadata.name in (a'; can't understand ''"],
  ])('are refused where they make no sense: %s', async (fieldSelector, message) => {
    const text = 'query($fieldSelector: String) { pods(fieldSelector: $fieldSelector) { totalCount } }';
    const { errors } = await api.execute(text, { fieldSelector });
    expect(errors?.[0]).toMatchObject({
      message,
      extensions: { code: 'BAD_REQUEST', causes: [{ field: 'fieldSelector', message }] },
    });
  });
});

const keys = ['app', 'tier', 'example.com/part-of'];
const values = ['web', 'db', 'x1', ''];
type Labels = Readonly<Record<string, string>>;

interface Term {
  readonly text: string;
  readonly holds: (labels: Labels) => boolean;
}

const term: fc.Arbitrary<Term> = fc
  .record({
    key: fc.constantFrom(...keys),
    some: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
    operator: fc.constantFrom('=', '==', '!=', 'in', 'notin', 'exists', '!'),
  })
  .map(({ key, some, operator }) => {
    const [value = ''] = some;
    const has = (labels: Labels) => Object.hasOwn(labels, key);
    const isIn = (labels: Labels) => has(labels) && some.includes(labels[key] ?? '');
    switch (operator) {
      case 'in':
        return { text: `${key} in (${some.join(',')})`, holds: isIn };
      case 'notin':
        return { text: `${key} notin (${some.join(', ')})`, holds: (labels) => !isIn(labels) };
      case 'exists':
        return { text: key, holds: has };
      case '!':
        return { text: `!${key}`, holds: (labels) => !has(labels) };
      case '!=':
        return { text: `${key}!=${value}`, holds: (labels) => labels[key] !== value };
      default:
        return { text: `${key}${operator}${value}`, holds: (labels) => labels[key] === value };
    }
  });

describe('a label selector', () => {
  const namespace = 'labelled';
  const sets = fc.sample(fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...values), { maxKeys: 3 }), {
    numRuns: 40,
    seed: 20260101,
  });

  beforeAll(async () => {
    const members = sets.map((labels, index) => aConfigMap({ metadata: { name: `m${index}`, namespace, labels } }));
    await create([aNamespace({ metadata: { name: namespace } }), ...members]);
  });

  it('selects the same by list, by watch, in a namespace and in the past', async () => {
    const text = `query($selector: String, $at: String) {
      list: configMaps(namespace: "labelled", labelSelector: $selector) { nodes { metadata { name } } }
      past: configMaps(namespace: "labelled", labelSelector: $selector, at: $at) { nodes { metadata { name } } }
      namespace(name: "labelled") { configMaps(labelSelector: $selector) { nodes { metadata { name } } } }
    }`;
    const { revision } = await api.data('{ revision }');
    const namesIn = ({ nodes }: { nodes: AnyObject[] }) => nodes.map(({ metadata }) => metadata.name).sort();
    const terms = fc.array(term, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(terms, async (all) => {
        const labelSelector = all.map(({ text }) => text).join(',');
        const expected = sets.flatMap((labels, i) => (all.every(({ holds }) => holds(labels)) ? [`m${i}`] : [])).sort();
        const data = await api.data(text, { selector: labelSelector, at: revision });
        for (const list of [data.list, data.past, data.namespace.configMaps]) expect(namesIn(list)).toEqual(expected);
        const watching = await Watching.start(api, { namespace, labelSelector }, { field: 'configMapChanges' });
        const { events } = await watching.next();
        watching.stop();
        expect(events.map(({ object }) => object.manifest.metadata.name).sort()).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['app in (web', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['app=a b', /^found 'b', expected: ',' or 'end of string'$/],
    ['=web', "found '=', expected: !, identifier, or 'end of string'"],
    ['-app=web', /^unable to parse requirement: .*name part must consist of alphanumeric characters/],
    [`${'k'.repeat(64)}=web`, /^unable to parse requirement: .*name part must be no more than 63 (bytes|characters)/],
    [`app=${'v'.repeat(64)}`, /^unable to parse requirement: .*must be no more than 63 (bytes|characters)/],
    [`${'p'.repeat(254)}/k=web`, /^unable to parse requirement: .*must be no more than 253 (bytes|characters)/],
  ])('is refused when it is none: %s', async (labelSelector, message) => {
    const text = 'query($labelSelector: String) { pods(labelSelector: $labelSelector) { totalCount } }';
    const causes = [['labelSelector', message] as const];
    await expectRefusal(api.execute(text, { labelSelector }), { code: 'BAD_REQUEST', message, causes });
  });
});

describe('labels', () => {
  const label = (key: string, value: string) =>
    api.execute('mutation($objects: [JSON!]!) { apply(objects: $objects, force: true) { revision } }', {
      objects: [aConfigMap({ metadata: { name: 'limits', labels: { [key]: value } } })],
    });

  it.each([
    ['the longest name', 'k'.repeat(63), 'v'],
    ['the longest prefix', `${'p'.repeat(63)}.${'p'.repeat(63)}.${'p'.repeat(63)}.${'p'.repeat(61)}/k`, 'v'],
    ['the longest value', 'k', 'v'.repeat(63)],
    ['no value', 'k', ''],
  ])('may have %s', async (_, key, value) => {
    expect((await label(key, value)).errors).toBeUndefined();
  });

  it.each([
    ['a name that is too long', 'k'.repeat(64), 'v', /name part must be no more than 63 (bytes|characters)/],
    [
      'a prefix that is too long',
      `${'p'.repeat(254)}/k`,
      'v',
      /prefix part must be no more than 253 (bytes|characters)/,
    ],
    ['a prefix that is no name', 'Not_A_Name/k', 'v', /prefix part a lowercase RFC 1123 subdomain must consist of/],
    ['a value that is too long', 'k', 'v'.repeat(64), /must be no more than 63 (bytes|characters)/],
    ['a value with a space', 'k', 'a b', /a valid label must be an empty string or consist of alphanumeric/],
  ])('may not have %s', async (_, key, value, message) => {
    await expectRefusal(label(key, value), { code: 'INVALID', message, causes: [['metadata.labels', message]] });
  });
});
