import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ApiError } from '../api-error.ts';
import { applyConflictError } from './apply-conflict.ts';
import { Scenario, thing } from './scenario.ts';

type Step = ['apply' | 'force' | 'update', manager: string, yaml: string, ...conflicts: string[]];

interface Case {
  readonly steps: readonly Step[];
  readonly content: string;
  readonly owners: Record<string, string[]>;
}

function run(steps: readonly Step[]): Scenario {
  const scenario = new Scenario(thing);
  for (const [verb, manager, yaml, ...conflicts] of steps) {
    if (verb === 'update') scenario.update(manager, yaml);
    else expect(scenario.apply(manager, yaml, { force: verb === 'force' })).toEqual(conflicts);
  }
  return scenario;
}

function check({ steps, content, owners }: Case): void {
  const scenario = run(steps);
  expect(scenario.content()).toEqual(parse(content) ?? {});
  expect(scenario.owners()).toEqual(owners);
}

describe('leaves', () => {
  test.each<[string, Case]>([
    [
      'change and join when their manager applies again',
      {
        steps: [
          ['apply', 'a', 'number: 1\ntext: x'],
          ['apply', 'a', 'number: 2\ntext: x\nplain: [p]'],
        ],
        content: 'number: 2\ntext: x\nplain: [p]',
        owners: { a: ['.number', '.plain', '.text'] },
      },
    ],
    [
      'go when their manager drops them',
      {
        steps: [
          ['apply', 'a', 'number: 1\ntext: x'],
          ['apply', 'a', 'text: x'],
        ],
        content: 'text: x',
        owners: { a: ['.text'] },
      },
    ],
    [
      'stay when another applier owns them too',
      {
        steps: [
          ['apply', 'a', 'number: 1\ntext: x'],
          ['apply', 'b', 'number: 1'],
          ['apply', 'a', 'text: x'],
        ],
        content: 'number: 1\ntext: x',
        owners: { a: ['.text'], b: ['.number'] },
      },
    ],
    [
      'stay when an updater owned them first',
      {
        steps: [
          ['update', 'u', 'number: 1\ntext: x'],
          ['apply', 'a', 'number: 1'],
          ['apply', 'a', '{}'],
        ],
        content: 'number: 1\ntext: x',
        owners: { 'u (Update)': ['.number', '.text'] },
      },
    ],
    [
      'conflict when another owner holds another value',
      {
        steps: [
          ['apply', 'a', 'number: 1'],
          ['apply', 'b', 'number: 2\ntext: x', 'a .number'],
        ],
        content: 'number: 1',
        owners: { a: ['.number'] },
      },
    ],
    [
      'change their owner by force',
      {
        steps: [
          ['apply', 'a', 'number: 1\ntext: x'],
          ['force', 'b', 'number: 2'],
        ],
        content: 'number: 2\ntext: x',
        owners: { a: ['.text'], b: ['.number'] },
      },
    ],
    [
      'change their owner when an updater writes another value',
      {
        steps: [
          ['apply', 'a', 'number: 1\ntext: x'],
          ['update', 'u', 'number: 2\ntext: x'],
        ],
        content: 'number: 2\ntext: x',
        owners: { a: ['.text'], 'u (Update)': ['.number'] },
      },
    ],
    [
      'conflict afterwards with the updater',
      {
        steps: [
          ['apply', 'a', 'number: 1'],
          ['update', 'u', 'number: 2'],
          ['apply', 'a', 'number: 1', 'u .number'],
        ],
        content: 'number: 2',
        owners: { 'u (Update)': ['.number'] },
      },
    ],
    [
      'do not conflict when nobody owns them',
      {
        steps: [
          ['apply', 'a', 'text: x'],
          ['apply', 'b', 'number: 1'],
        ],
        content: 'text: x\nnumber: 1',
        owners: { a: ['.text'], b: ['.number'] },
      },
    ],
    [
      'leave no entry behind when all of them are dropped',
      {
        steps: [
          ['apply', 'a', 'number: 1'],
          ['apply', 'a', '{}'],
        ],
        content: '{}',
        owners: {},
      },
    ],
  ])('%s', (_, scenario) => check(scenario));
});

describe('values with one owner', () => {
  test.each<[string, Case]>([
    [
      'are replaced as a whole when they are lists',
      {
        steps: [
          ['apply', 'a', 'plain: [x, y]'],
          ['apply', 'a', 'plain: [z]'],
        ],
        content: 'plain: [z]',
        owners: { a: ['.plain'] },
      },
    ],
    [
      'are replaced as a whole when they are objects',
      {
        steps: [
          ['apply', 'a', 'atomicStruct: {a: x, b: y}\natomicMap: {k: v}'],
          ['apply', 'a', 'atomicStruct: {a: z}\natomicMap: {l: w}'],
        ],
        content: 'atomicStruct: {a: z}\natomicMap: {l: w}',
        owners: { a: ['.atomicMap', '.atomicStruct'] },
      },
    ],
    [
      'conflict as a whole',
      {
        steps: [
          ['apply', 'a', 'atomicMap: {k: v}\nplain: [x]'],
          ['apply', 'b', 'atomicMap: {k: v, l: w}\nplain: [x, y]', 'a .atomicMap', 'a .plain'],
        ],
        content: 'atomicMap: {k: v}\nplain: [x]',
        owners: { a: ['.atomicMap', '.plain'] },
      },
    ],
    [
      'are shared when they are equal',
      {
        steps: [
          ['apply', 'a', 'atomicStruct: {a: x, b: y}'],
          ['apply', 'b', 'atomicStruct: {b: y, a: x}'],
        ],
        content: 'atomicStruct: {a: x, b: y}',
        owners: { a: ['.atomicStruct'], b: ['.atomicStruct'] },
      },
    ],
  ])('%s', (_, scenario) => check(scenario));
});

describe('items of keyed lists', () => {
  test.each<[string, Case]>([
    [
      'merge by key and keep the order of the manifest',
      {
        steps: [
          ['apply', 'a', 'items: [{name: x, value: 1}, {name: y}]'],
          ['apply', 'b', 'items: [{name: z}, {name: y, value: 2}]'],
        ],
        content: 'items: [{name: x, value: 1}, {name: z}, {name: y, value: 2}]',
        owners: {
          a: [
            '.items[name="x"]',
            '.items[name="y"]',
            '.items[name="x"].name',
            '.items[name="x"].value',
            '.items[name="y"].name',
          ],
          b: [
            '.items[name="y"]',
            '.items[name="z"]',
            '.items[name="y"].name',
            '.items[name="y"].value',
            '.items[name="z"].name',
          ],
        },
      },
    ],
    [
      'go when their only owner drops them',
      {
        steps: [
          ['apply', 'a', 'items: [{name: x}, {name: y}, {name: z}]'],
          ['apply', 'b', 'items: [{name: z}, {name: w}]'],
          ['apply', 'a', 'items: [{name: x}]'],
        ],
        content: 'items: [{name: x}, {name: z}, {name: w}]',
        owners: {
          a: ['.items[name="x"]', '.items[name="x"].name'],
          b: ['.items[name="w"]', '.items[name="z"]', '.items[name="w"].name', '.items[name="z"].name'],
        },
      },
    ],
    [
      'lose only what their dropping owner put in while others own them',
      {
        steps: [
          ['apply', 'a', 'items: [{name: x, set: [p]}]'],
          ['apply', 'b', 'items: [{name: x, set: [q]}]'],
          ['update', 'u', 'items: [{name: x, set: [p, q, r]}]'],
          ['apply', 'a', 'text: t'],
        ],
        content: 'items: [{name: x, set: [q, r]}]\ntext: t',
        owners: {
          a: ['.text'],
          b: ['.items[name="x"]', '.items[name="x"].name', '.items[name="x"].set[="q"]'],
          'u (Update)': ['.items[name="x"].set[="r"]'],
        },
      },
    ],
    [
      'go with what an updater added to them',
      {
        steps: [
          ['apply', 'a', 'items: [{name: x}, {name: y, set: [p]}]'],
          ['update', 'u', 'items: [{name: x}, {name: y, set: [p, q]}]'],
          ['apply', 'a', 'items: [{name: x}]'],
        ],
        content: 'items: [{name: x}]',
        owners: { a: ['.items[name="x"]', '.items[name="x"].name'] },
      },
    ],
    [
      'conflict in their fields only',
      {
        steps: [
          ['apply', 'a', 'items: [{name: x, value: 1}]'],
          ['apply', 'b', 'items: [{name: x, value: 2, other: 3}]', 'a .items[name="x"].value'],
        ],
        content: 'items: [{name: x, value: 1}]',
        owners: { a: ['.items[name="x"]', '.items[name="x"].name', '.items[name="x"].value'] },
      },
    ],
    [
      'are the same with and without the default of a key',
      {
        steps: [
          ['apply', 'a', 'ports: [{port: 80, protocol: TCP, name: web}]'],
          ['apply', 'b', 'ports: [{port: 80, name: other}]', 'a .ports[port=80,protocol="TCP"].name'],
        ],
        content: 'ports: [{port: 80, protocol: TCP, name: web}]',
        owners: {
          a: [
            '.ports[port=80,protocol="TCP"]',
            '.ports[port=80,protocol="TCP"].name',
            '.ports[port=80,protocol="TCP"].port',
            '.ports[port=80,protocol="TCP"].protocol',
          ],
        },
      },
    ],
    [
      'differ by the second key',
      {
        steps: [
          ['apply', 'a', 'ports: [{port: 80}, {port: 80, protocol: UDP}]'],
          ['apply', 'a', 'ports: [{port: 80, protocol: UDP}]'],
        ],
        content: 'ports: [{port: 80, protocol: UDP}]',
        owners: {
          a: [
            '.ports[port=80,protocol="UDP"]',
            '.ports[port=80,protocol="UDP"].port',
            '.ports[port=80,protocol="UDP"].protocol',
          ],
        },
      },
    ],
    [
      'may lack a key that has no default',
      {
        steps: [
          ['apply', 'a', 'devices: [{pool: p, value: 1}, {pool: p, share: s, value: 2}]'],
          ['apply', 'b', 'devices: [{pool: p, value: 3}]', 'a .devices[pool="p"].value'],
        ],
        content: 'devices: [{pool: p, value: 1}, {pool: p, share: s, value: 2}]',
        owners: {
          a: [
            '.devices[pool="p",share="s"]',
            '.devices[pool="p"]',
            '.devices[pool="p",share="s"].pool',
            '.devices[pool="p",share="s"].share',
            '.devices[pool="p",share="s"].value',
            '.devices[pool="p"].pool',
            '.devices[pool="p"].value',
          ],
        },
      },
    ],
    [
      'that an updater wrote twice stay as they are beside an apply of others',
      {
        steps: [
          ['update', 'u', 'items: [{name: x, value: 1}, {name: x, value: 2}, {name: y}]'],
          ['apply', 'a', 'items: [{name: z}]'],
        ],
        content: 'items: [{name: x, value: 1}, {name: x, value: 2}, {name: y}, {name: z}]',
        owners: {
          a: ['.items[name="z"]', '.items[name="z"].name'],
          'u (Update)': ['.items', '.items[name="x"]', '.items[name="y"]', '.items[name="y"].name'],
        },
      },
    ],
    [
      'that an updater wrote twice become one by force',
      {
        steps: [
          ['update', 'u', 'items: [{name: x, value: 1}, {name: x, value: 2, other: 9}, {name: y}]'],
          ['apply', 'a', 'items: [{name: x, value: 2}]', 'u .items[name="x"]'],
          ['force', 'a', 'items: [{name: x, value: 3}]'],
        ],
        content: 'items: [{name: x, value: 3}, {name: y}]',
        owners: {
          a: ['.items[name="x"]', '.items[name="x"].name', '.items[name="x"].value'],
          'u (Update)': ['.items', '.items[name="y"]', '.items[name="y"].name'],
        },
      },
    ],
    [
      'belong to the updater who doubled them, and stay when the applier drops them',
      {
        steps: [
          ['apply', 'a', 'items: [{name: x, value: 1}, {name: y}]'],
          ['update', 'u', 'items: [{name: x, value: 1}, {name: x, value: 2}, {name: y}]'],
          ['apply', 'a', 'items: [{name: y}]'],
        ],
        content: 'items: [{name: x, value: 1}, {name: x, value: 2}, {name: y}]',
        owners: { a: ['.items[name="y"]', '.items[name="y"].name'], 'u (Update)': ['.items[name="x"]'] },
      },
    ],
  ])('%s', (_, scenario) => check(scenario));
});

describe('sets', () => {
  test.each<[string, Case]>([
    [
      'unite, live items keeping their place',
      {
        steps: [
          ['apply', 'a', 'set: [a, c]'],
          ['update', 'u', 'set: [a, b, c, d]'],
          ['apply', 'a', 'set: [a, aa, c, cc]'],
        ],
        content: 'set: [a, b, aa, c, d, cc]',
        owners: {
          a: ['.set[="a"]', '.set[="aa"]', '.set[="c"]', '.set[="cc"]'],
          'u (Update)': ['.set[="b"]', '.set[="d"]'],
        },
      },
    ],
    [
      'lose what their manager drops',
      {
        steps: [
          ['apply', 'a', 'set: [a, b, c]'],
          ['apply', 'a', 'set: [c, a]'],
        ],
        content: 'set: [c, a]',
        owners: { a: ['.set[="a"]', '.set[="c"]'] },
      },
    ],
    [
      'follow the order of the manifest',
      {
        steps: [
          ['apply', 'a', 'set: [a, b, c, d]'],
          ['apply', 'a', 'set: [a, d, c, b]'],
        ],
        content: 'set: [a, d, c, b]',
        owners: { a: ['.set[="a"]', '.set[="b"]', '.set[="c"]', '.set[="d"]'] },
      },
    ],
    [
      'go when nothing is left',
      {
        steps: [
          ['apply', 'a', 'set: [a]\ntext: x'],
          ['apply', 'a', 'text: x'],
        ],
        content: 'text: x',
        owners: { a: ['.text'] },
      },
    ],
    [
      'of finalizers are shared',
      {
        steps: [
          ['apply', 'a', 'metadata: {finalizers: [x, y]}'],
          ['apply', 'b', 'metadata: {finalizers: [y, z]}'],
          ['apply', 'a', '{}'],
        ],
        content: 'metadata: {finalizers: [y, z]}',
        owners: { b: ['.metadata.finalizers[="y"]', '.metadata.finalizers[="z"]'] },
      },
    ],
  ])('%s', (_, scenario) => check(scenario));
});

describe('objects and maps', () => {
  test.each<[string, Case]>([
    [
      'go with the last field that anybody owns in them',
      {
        steps: [
          ['apply', 'a', 'struct: {name: n, value: 1}'],
          ['apply', 'a', '{}'],
        ],
        content: '{}',
        owners: {},
      },
    ],
    [
      'go with what nobody owns in them',
      {
        steps: [
          ['apply', 'a', 'struct: {name: n}\ntext: t'],
          ['apply', 'a', 'text: t'],
        ],
        content: 'text: t',
        owners: { a: ['.text'] },
      },
    ],
    [
      'stay while an updater owns a field in them',
      {
        steps: [
          ['apply', 'a', 'struct: {name: n}'],
          ['update', 'u', 'struct: {name: n, value: 1}'],
          ['apply', 'a', '{}'],
        ],
        content: 'struct: {value: 1}',
        owners: { 'u (Update)': ['.struct.value'] },
      },
    ],
    [
      'stay empty where the manifest says so',
      {
        steps: [
          ['apply', 'a', 'struct: {inner: {value: 1}}'],
          ['apply', 'a', 'struct: {inner: {}}'],
        ],
        content: 'struct: {inner: {}}',
        owners: { a: ['.struct.inner'] },
      },
    ],
    [
      'of maps are owned by key',
      {
        steps: [
          ['apply', 'a', 'map: {x: "1", y: "2"}'],
          ['apply', 'b', 'map: {y: "2", z: "3"}'],
          ['apply', 'a', 'map: {}'],
        ],
        content: 'map: {y: "2", z: "3"}',
        owners: { a: ['.map'], b: ['.map.y', '.map.z'] },
      },
    ],
    [
      'under a key of a map go with the key',
      {
        steps: [
          ['apply', 'a', 'mapOfMaps: {x: {p: "1"}}'],
          ['update', 'u', 'mapOfMaps: {x: {p: "1", q: "2"}}'],
          ['apply', 'a', '{}'],
        ],
        content: '{}',
        owners: {},
      },
    ],
    [
      'of any form merge, and lists in them are one value',
      {
        steps: [
          ['apply', 'a', 'any: {b: {c: 1, list: [1, 2]}, gone: 1}'],
          ['update', 'u', 'any: {b: {c: 1, list: [1, 2], d: 2}, gone: 1, e: 3}'],
          ['apply', 'a', 'any: {b: {c: 1, list: [3]}}'],
        ],
        content: 'any: {b: {c: 1, list: [3], d: 2}, e: 3}',
        owners: { a: ['.any.b', '.any.b.c', '.any.b.list'], 'u (Update)': ['.any.e', '.any.b.d'] },
      },
    ],
    [
      'of any form may become a scalar',
      {
        steps: [
          ['apply', 'a', 'any: {b: {c: 1}}'],
          ['apply', 'a', 'any: {b: 2}'],
          ['apply', 'a', 'any: {b: {d: 3}}'],
        ],
        content: 'any: {b: {d: 3}}',
        owners: { a: ['.any.b', '.any.b.d'] },
      },
    ],
    [
      'with unknown fields take these as any form',
      {
        steps: [
          ['apply', 'a', 'struct: {extra: {x: 1}}'],
          ['apply', 'b', 'struct: {extra: {y: 2}}'],
          ['apply', 'a', '{}'],
        ],
        content: 'struct: {extra: {y: 2}}',
        owners: { b: ['.struct.extra', '.struct.extra.y'] },
      },
    ],
  ])('%s', (_, scenario) => check(scenario));
});

describe('the first apply to an object that nobody tracks', () => {
  test('finds everything owned by before-first-apply', () => {
    const scenario = new Scenario(thing);
    scenario.object = scenario.read('metadata: {labels: {l: v}}\ntext: x\nnumber: 1');
    expect(scenario.apply('a', 'text: y')).toEqual(['before-first-apply .text']);
    expect(scenario.apply('a', 'number: 1')).toEqual([]);
    expect(scenario.owners()).toEqual({
      a: ['.number'],
      'before-first-apply (Update)': ['.number', '.text', '.metadata.labels', '.metadata.labels.l'],
    });
  });
});

describe('times', () => {
  test('say when a manager last changed anything', () => {
    const scenario = run([
      ['apply', 'a', 'text: x'],
      ['apply', 'b', 'number: 1'],
      ['update', 'u', 'text: x\nnumber: 1\nplain: [p]'],
      ['apply', 'b', 'number: 2'],
      ['update', 'u', 'text: x\nnumber: 2\nplain: [q]'],
    ]);
    expect(scenario.times()).toEqual({
      a: '2026-01-01T00:00:01Z',
      b: '2026-01-01T00:00:04Z',
      u: '2026-01-01T00:00:05Z',
    });
  });

  test('stay when a manager loses a field', () => {
    const scenario = run([
      ['apply', 'a', 'text: x\nnumber: 1'],
      ['force', 'b', 'number: 2'],
    ]);
    expect(scenario.times().a).toBe('2026-01-01T00:00:01Z');
  });

  test('stay when a manager applies the same again, and the object is the very same', () => {
    const scenario = run([
      ['apply', 'a', 'text: x\nitems: [{name: n}]\nset: [s]'],
      ['update', 'u', 'text: x\nitems: [{name: n}]\nset: [s]\nnumber: 1'],
    ]);
    const before = scenario.object;
    expect(scenario.apply('a', 'set: [s]\nitems: [{name: n}]\ntext: x')).toEqual([]);
    expect(scenario.object).toBe(before);
  });

  test('change when a manager joins the owners of a value', () => {
    const scenario = run([
      ['apply', 'a', 'text: x'],
      ['apply', 'b', 'text: x'],
    ]);
    expect(scenario.times().b).toBe('2026-01-01T00:00:02Z');
  });
});

describe('entries', () => {
  test('come appliers first, then by time, then by name', () => {
    const scenario = run([
      ['update', 'u', 'text: x'],
      ['apply', 'b', 'number: 1'],
      ['apply', 'a', 'plain: [x]'],
      ['apply', 'b', 'number: 2'],
    ]);
    expect(Object.keys(scenario.owners())).toEqual(['a', 'b', 'u (Update)']);
  });

  test('are apart per sub-resource', () => {
    const scenario = new Scenario({ apiVersion: 'v1', kind: 'Pod' });
    scenario.apply('m', 'metadata: {labels: {a: b}}');
    scenario.apply('m', 'status: {phase: Running}', { subresource: 'status' });
    expect(scenario.owners()).toEqual({ m: ['.metadata.labels.a'], 'm /status': ['.status.phase'] });
    expect(scenario.apply('other', 'status: {phase: Failed}', { subresource: 'status' })).toEqual(['m .status.phase']);
  });

  test('never hold identity, nor the status of a write to the whole object', () => {
    const scenario = new Scenario({ apiVersion: 'v1', kind: 'Pod' });
    scenario.apply(
      'm',
      'metadata: {namespace: ns, uid: u, generateName: g, resourceVersion: "1"}\nstatus: {phase: Running}',
    );
    expect(scenario.owners()).toEqual({ m: ['.metadata.generateName'] });
  });

  test('of versions that are not served any more go', () => {
    const scenario = run([['apply', 'a', 'text: x']]);
    const [entry] = scenario.object?.metadata.managedFields ?? [];
    const metadata = { name: 'x', managedFields: [{ ...entry, apiVersion: 'v1beta1', manager: 'old' }, { ...entry }] };
    scenario.object = { ...scenario.read('text: x'), metadata };
    expect(scenario.apply('b', 'number: 1')).toEqual([]);
    expect(scenario.owners()).toEqual({ a: ['.text'], b: ['.number'] });
  });
});

describe('refuses', () => {
  function failure(yaml: string): ApiError {
    try {
      new Scenario(thing).apply('a', yaml);
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
    throw new Error('the manifest was applied');
  }

  test.each([
    ['an item twice', 'items: [{name: x}, {name: x}]', '.items: duplicate entries for key [name="x"]'],
    [
      'an item twice by a default',
      'ports: [{port: 80}, {port: 80, protocol: TCP}]',
      '.ports: duplicate entries for key [port=80,protocol="TCP"]',
    ],
    ['a value twice', 'items: [{name: x, set: [a, a]}]', '.items[name="x"].set: duplicate entries for key [="a"]'],
    [
      'an item without keys',
      'items: [{name: x}, {value: 1}]',
      '.items: element 1: associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)',
    ],
    [
      'an item that is no object',
      'items: [x]',
      '.items: element 0: associative list with keys may not have non-map elements',
    ],
    [
      'an object in a set',
      'set: [{a: b}]',
      ".set: element 0: associative list without keys has an element that's a map type",
    ],
    [
      'two wrongs',
      'items: [{name: x}, {name: x}]\nset: [a, a]',
      'errors:\n  .items: duplicate entries for key [name="x"]\n  .set: duplicate entries for key [="a"]',
    ],
  ])('%s', (_, yaml, why) => {
    const error = failure(yaml);
    expect(error.reason).toBe('Invalid');
    expect(error.message).toBe(`failed to create typed patch object (/x; v1, Kind=Thing): ${why}`);
  });

  test('managedFields in the manifest', () => {
    const error = failure('metadata: {managedFields: []}');
    expect([error.reason, error.message]).toEqual(['BadRequest', 'metadata.managedFields must be nil']);
  });
});

describe('the error of conflicts', () => {
  const subject = { kind: 'Thing', resource: 'things', name: 'x' };

  function conflictsOf(steps: readonly Step[], manager: string, yaml: string): ApiError {
    const scenario = run(steps);
    const { conflicts } = scenario.tryApply(manager, scenario.read(yaml));
    return applyConflictError(subject, conflicts);
  }

  test('names the one manager and field', () => {
    const error = conflictsOf([['update', 'kubectl', 'text: x']], 'a', 'text: y');
    expect(error.reason).toBe('Conflict');
    expect(error.message).toBe('Apply failed with 1 conflict: conflict with "kubectl" using v1: .text');
    expect(error.details).toEqual({
      kind: 'Thing',
      name: 'x',
      causes: [{ reason: 'FieldManagerConflict', field: '.text', message: 'conflict with "kubectl" using v1' }],
    });
  });

  test('groups the fields of several by manager', () => {
    const error = conflictsOf(
      [
        ['apply', 'b', 'text: x'],
        ['update', 'a', 'text: x\nnumber: 1\nitems: [{name: n, value: 1}]'],
      ],
      'c',
      'text: y\nnumber: 2\nitems: [{name: n, value: 2}]',
    );
    expect(error.message).toBe(
      'Apply failed with 3 conflicts: conflicts with "a" using v1:\n- .number\n- .items[name="n"].value\nconflicts with "b":\n- .text',
    );
    expect(error.details.causes?.map((cause) => cause.field)).toEqual(['.number', '.items[name="n"].value', '.text']);
  });

  test('names the sub-resource', () => {
    const scenario = new Scenario({ apiVersion: 'v1', kind: 'Pod' });
    scenario.apply('m', 'spec: {nodeName: n}');
    scenario.apply('m', 'status: {phase: Running}', { subresource: 'status' });
    const manifest = scenario.read('status: {phase: Failed}');
    const { conflicts } = scenario.tryApply('a', manifest, { subresource: 'status' });
    expect(conflicts[0]?.time).toBe('2026-01-01T00:00:02Z');
    expect(applyConflictError(subject, conflicts).message).toBe(
      'Apply failed with 1 conflict: conflict with "m" with subresource "status": .status.phase',
    );
  });
});
