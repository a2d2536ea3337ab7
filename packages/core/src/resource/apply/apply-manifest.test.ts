import { describe, expect, test } from 'vitest';
import { ApiError } from '../api-error.ts';
import { runSteps, Scenario, thing } from './scenario.ts';

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

  test('claims nothing when it sets nothing', () => {
    const scenario = new Scenario(thing);
    scenario.object = scenario.read('text: x');
    const before = scenario.object;
    expect(scenario.apply('a', '')).toEqual([]);
    expect(scenario.object).toEqual(before);
  });
});

describe('times', () => {
  test('say when a manager last changed anything', () => {
    const scenario = runSteps([
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
    const scenario = runSteps([
      ['apply', 'a', 'text: x\nnumber: 1'],
      ['force', 'b', 'number: 2'],
    ]);
    expect(scenario.times().a).toBe('2026-01-01T00:00:01Z');
  });

  test('stay when a manager applies the same again, and the object is the very same', () => {
    const scenario = runSteps([
      ['apply', 'a', 'text: x\nitems: [{name: n}]\nset: [s]'],
      ['update', 'u', 'text: x\nitems: [{name: n}]\nset: [s]\nnumber: 1'],
    ]);
    const before = scenario.object;
    expect(scenario.apply('a', 'set: [s]\nitems: [{name: n}]\ntext: x')).toEqual([]);
    expect(scenario.object).toBe(before);
  });

  test('change when a manager joins the owners of a value', () => {
    const scenario = runSteps([
      ['apply', 'a', 'text: x'],
      ['apply', 'b', 'text: x'],
    ]);
    expect(scenario.times().b).toBe('2026-01-01T00:00:02Z');
  });
});

describe('entries', () => {
  test('come appliers first, then by time, then by name', () => {
    const scenario = runSteps([
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
    const scenario = runSteps([['apply', 'a', 'text: x']]);
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
