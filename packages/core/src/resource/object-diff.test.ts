import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, objectDiff } from './object-diff.ts';

describe('objectDiff', () => {
  it('shows one changed line with three lines around it', () => {
    const before = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9 };
    expect(objectDiff(before, { ...before, e: 50 })).toBe(
      [
        '@@ -3,7 +3,7 @@',
        '  "b": 2,',
        '  "c": 3,',
        '  "d": 4,',
        '- "e": 5,',
        '+ "e": 50,',
        '  "f": 6,',
        '  "g": 7,',
        '  "h": 8,',
        '',
      ].join('\n'),
    );
  });

  it('makes two hunks of changes that lie far apart and one of changes that lie close', () => {
    const before = Object.fromEntries(Array.from({ length: 26 }, (_, i) => [String.fromCharCode(97 + i), i]));
    expect(objectDiff(before, { ...before, b: -1, y: -1 }).match(/@@ /g)).toHaveLength(2);
    expect(objectDiff(before, { ...before, b: -1, e: -1 }).match(/^@@ /gm)).toHaveLength(1);
  });

  it('is empty when only key order and empty values differ', () => {
    expect(objectDiff({ a: 1, b: { c: 2 } }, { b: { c: 2, d: [] }, e: '', f: {}, a: 1 })).toBe('');
  });

  it('keeps false and zero, which are values', () => {
    expect(canonicalJson({ a: false, b: 0 })).toBe('{\n "a": false,\n "b": 0\n}');
  });

  it('holds every line of both sides that differs, and applies in both directions', () => {
    const value = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(value, value, (before, after) => {
        const lines = objectDiff(before, after).split('\n');
        const removed = lines.filter((line) => line.startsWith('-')).length;
        const added = lines.filter((line) => line.startsWith('+')).length;
        const length = (list: string[]) => canonicalJson(list).split('\n').length;
        expect(added - removed).toBe(length(after) - length(before));
        expect(lines.length === 1).toBe(JSON.stringify(before) === JSON.stringify(after));
      }),
    );
  });
});
