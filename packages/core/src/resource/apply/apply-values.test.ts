import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runSteps, type Step } from './scenario.ts';

interface Case {
  readonly steps: readonly Step[];
  readonly content: string;
  readonly owners: Record<string, string[]>;
}

function check({ steps, content, owners }: Case): void {
  const scenario = runSteps(steps);
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
