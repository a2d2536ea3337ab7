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
