import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-diff-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The text after the change, by the tool that everybody applies such differences with. */
function patched(before: string, hunks: string): string {
  const [file, patch] = [join(folder, 'before'), join(folder, 'patch')];
  writeFileSync(file, before);
  writeFileSync(patch, `--- before\n+++ before\n${hunks}`);
  return execFileSync('patch', ['-s', '-o', '-', file, patch], { encoding: 'utf8' });
}

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

describe('unifiedDiff', () => {
  it('says nothing of equal texts', () => {
    expect(unifiedDiff('a\nb\n', 'a\nb\n')).toBe('');
  });

  it('shows three lines around a change, and joins what is near', () => {
    const before = text([...'abcdefghijklmnopq']);
    const after = before.replace('d', 'D').replace('q', 'Q');
    expect(unifiedDiff(before, after)).toBe(
      '@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+D\n e\n f\n g\n@@ -14,4 +14,4 @@\n n\n o\n p\n-q\n+Q\n',
    );
  });

  it('shows what is new as added to nothing', () => {
    expect(unifiedDiff('', 'a\nb\n')).toBe('@@ -0,0 +1,2 @@\n+a\n+b\n');
  });

  it('leads from the one text to the other', () => {
    const line = fc.constantFrom('a', 'b', 'c', 'd');
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 25 }),
        fc.array(line, { minLength: 1, maxLength: 25 }),
        (before, after) => {
          const hunks = unifiedDiff(text(before), text(after));
          expect(hunks === '' ? text(before) : patched(text(before), hunks)).toBe(text(after));
        },
      ),
      { numRuns: 60 },
    );
  });
});
