// The printed GraphQL schema is committed, so that its changes are seen in review. This checks that it is up to date, and
// that what would break a client since the last version, the branch's beginning and the last commit is named in
// CHANGELOG.md. `--write` prints the schema anew.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, findBreakingChanges, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema as buildServedSchema } from '../packages/core/src/graphql/schema.ts';
import { kinds } from '../packages/core/src/kinds/kinds.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = 'packages/core/schema.graphql';

export function servedSdl(): string {
  return `${printSchema(lexicographicSortSchema(buildServedSchema(kinds)))}\n`;
}

/** What is written of the next version: from the first second-level heading to the second. */
function unreleased(changelog: string): string {
  return changelog.split(/^## /m)[1] ?? '';
}

/** Line breaks in the changelog are no difference. */
const plain = (text: string) => text.replace(/[\s`]+/g, ' ');

/** Breaking changes, as the changelog would name them, that it does not name. */
export function unnamedBreaks(before: string, after: string, changelog: string): string[] {
  const named = plain(unreleased(changelog));
  return findBreakingChanges(buildSchema(before), buildSchema(after))
    .map(({ description }) => description.replace(/\.$/, ''))
    .filter((description) => !named.includes(plain(description)));
}

/** `undefined` where the command fails: no repository, no such revision, no such file in it. */
function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** Revisions that clients may know the schema from. */
function baselines(): string[] {
  const found = [
    git('describe', '--tags', '--abbrev=0', '--match', 'v*'),
    git('merge-base', 'HEAD', 'origin/HEAD'),
    git('rev-parse', 'HEAD~1'),
    git('rev-parse', 'HEAD'),
  ];
  return [...new Set(found.flatMap((revision) => revision || []))];
}

function problems(current: string): string[] {
  const found = new Set<string>();
  if (readFileSync(`${root}${file}`, 'utf8') !== current) {
    found.add(`${file} is out of date. Run: npx tsx scripts/check-schema.ts --write`);
  }
  const changelog = readFileSync(`${root}CHANGELOG.md`, 'utf8');
  for (const revision of baselines()) {
    const before = git('show', `${revision}:${file}`);
    if (before === undefined) continue;
    for (const broken of unnamedBreaks(before, current, changelog)) {
      found.add(`breaks clients, and CHANGELOG.md does not say under Unreleased: ${broken}`);
    }
  }
  return [...found];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const current = servedSdl();
  if (process.argv.includes('--write')) writeFileSync(`${root}${file}`, current);
  const found = problems(current);
  for (const problem of found) console.error(problem);
  if (found.length > 0) process.exitCode = 1;
}
