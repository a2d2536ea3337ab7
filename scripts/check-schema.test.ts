import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { servedSdl, unnamedBreaks } from './check-schema.ts';

const before = 'type Query { pods(first: Int): [String] nodes: Int }';

describe('the check of the printed schema', () => {
  it('finds the committed schema up to date, and readable', () => {
    const committed = readFileSync(fileURLToPath(new URL('../packages/core/schema.graphql', import.meta.url)), 'utf8');
    expect(committed === servedSdl(), 'run: npx tsx scripts/check-schema.ts --write').toBe(true);
    expect(Object.keys(buildSchema(committed).getQueryType()?.getFields() ?? {})).toContain('pods');
  });

  it('lets compatible changes through', () => {
    expect(
      unnamedBreaks(before, 'type Query { pods(first: Int, after: String): [String!]! nodes: Int more: Int }', ''),
    ).toEqual([]);
  });

  it('finds what would break a client', () => {
    const after = 'type Query { pods(first: Int, at: String!): [String] }';
    const breaks = ['A required arg at on Query.pods was added', 'Query.nodes was removed'];
    expect(unnamedBreaks(before, after, '# Changelog\n\n## Unreleased\n\n- Something.\n').sort()).toEqual(breaks);
  });

  it('accepts what the changelog names under the next version, and nowhere else', () => {
    const after = 'type Query { pods(first: Int): [String] }';
    const entry = '- `Query.nodes`\n  was removed: ask for objects.\n';
    expect(unnamedBreaks(before, after, `# Changelog\n\n## Unreleased\n\n${entry}`)).toEqual([]);
    expect(unnamedBreaks(before, after, `# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n${entry}`)).toEqual([
      'Query.nodes was removed',
    ]);
  });
});
