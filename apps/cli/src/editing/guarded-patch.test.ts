import { describe, expect, it } from 'vitest';
import { guardedPatch } from './guarded-patch.ts';

describe('guardedPatch', () => {
  it('is empty where nothing was changed', () => {
    expect(guardedPatch({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]);
  });

  it('tests what it replaces or removes, and adds what is new', () => {
    const before = { metadata: { labels: { 'a/b': '1', old: 'x' } }, spec: { replicas: 1, list: [1, 2] } };
    const after = { metadata: { labels: { 'a/b': '2' } }, spec: { replicas: 1, list: [2], paused: true } };
    expect(guardedPatch(before, after)).toEqual([
      { op: 'test', path: '/metadata/labels/a~1b', value: '1' },
      { op: 'replace', path: '/metadata/labels/a~1b', value: '2' },
      { op: 'test', path: '/metadata/labels/old', value: 'x' },
      { op: 'remove', path: '/metadata/labels/old' },
      { op: 'test', path: '/spec/list', value: [1, 2] },
      { op: 'replace', path: '/spec/list', value: [2] },
      { op: 'add', path: '/spec/paused', value: true },
    ]);
  });
});
