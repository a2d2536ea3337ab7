import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseSource } from '../source.ts';
import { fileRules, repositoryRules } from './rules.ts';

const root = mkdtempSync(join(tmpdir(), 'portolan-tidy-'));
mkdirSync(join(root, 'packages/client'), { recursive: true });
writeFileSync(join(root, 'packages/client/package.json'), JSON.stringify({ exports: { '.': './src/client.ts' } }));
afterAll(() => rmSync(root, { recursive: true }));

function findingsIn(texts: Record<string, string>): string[] {
  const files = Object.entries(texts).map(([path, text]) => parseSource(path, text));
  return [
    ...files.flatMap((file) => fileRules.flatMap((rule) => rule(file))),
    ...repositoryRules.flatMap((rule) => rule(root, files)),
  ].map(({ path, line, message }) => `${path}:${line}: ${message}`);
}

const lines = (count: number, line = 'void 0;') => `${line}\n`.repeat(count);
const at = 'packages/core/src/store/list.ts';
const test = 'packages/core/src/store/list.test.ts';

describe('a tidy file', () => {
  const clean: ReadonlyArray<[name: string, path: string, text: string]> = [
    ['400 lines', at, lines(400)],
    ['a function of 70 lines', at, `function list() {\n${lines(68)}}`],
    ['a long group of tests', test, `describe.skipIf(false)('x', () => {\n${lines(100, 'it();')}});`],
    ['a long table of cases', test, `describe('x', () => {\n${lines(100)}});`],
    ['a long suite', 'packages/core/src/store/store-suite-objects.ts', `function suite() {\n${lines(100, 'it();')}}`],
    ['an unavoidable cast with its reason', at, '// The driver types rows loosely.\nvoid (0 as unknown as string);'],
    ['an expected error with its reason', test, '// @ts-expect-error: strings are refused\nvoid 0;'],
    ['a catch that says why nothing is to be done', at, 'try {\n} catch {\n  // Already gone.\n}'],
    ['a dropped rejection that says why', at, 'p.catch(() => undefined); // Whoever awaits it hears of it.'],
    ['a clock in clock.ts', 'packages/core/src/resource/clock.ts', 'setTimeout(f, Date.now());'],
    ['time in a program', 'apps/api/src/main.ts', 'setTimeout(f, Date.now());'],
    ['a date of a given time', at, 'new Date(0);'],
    ['a TODO with its issue', at, '// TODO(#12) page it'],
    ['prose that ends like code', at, '// Either {a, b} or one of these;\n// see there {also}'],
    ['code quoted in a sentence', at, '// Waits as `await delay(clock, 1);` does.'],
    ['a test that waits for a condition', test, 'await vi.waitFor(() => expect(x).toBe(1));'],
    ['a time limit in a test', test, 'new Promise((resolve, reject) => { setTimeout(() => reject(e), 5); });'],
    ['a page named by its framework', 'apps/dashboard/src/app/[name]/page.tsx', 'export default 1;'],
    ['a configuration', 'apps/dashboard/next.config.ts', 'export default {};'],
  ];

  it.each(clean)('may have %s', (_, path, text) => {
    expect(findingsIn({ [path]: text })).toEqual([]);
  });

  const long = 'a function fits on a screen, at most 70';
  const sleeps = 'a test never sleeps: wait for a condition or move the clock';
  const planted: ReadonlyArray<[name: string, path: string, text: string, found: string]> = [
    ['401 lines', at, lines(401), '1: 401 lines: a file is one idea, at most 400'],
    ['a function of 71 lines', at, `\nfunction list() {\n${lines(69)}}`, `2: 71 lines: ${long}`],
    ['an arrow function of 71 lines', at, `\nconst list = () => {\n${lines(69)}};`, `2: 71 lines: ${long}`],
    ['a method of 71 lines', at, `class List {\nlist() {\n${lines(69)}}\n}`, `2: 71 lines: ${long}`],
    ['a test of 71 lines', test, `it('x', () => {\n${lines(69)}});`, `1: 71 lines: ${long}`],
    ['the name utils', 'apps/api/src/utils.ts', '', '1: "utils" says nothing: name the file after the idea it holds'],
    [
      'a folder common',
      'apps/api/src/common/a.ts',
      '',
      '1: "common" says nothing: name the file after the idea it holds',
    ],
    [
      'the name types.test',
      'apps/api/src/types.test.ts',
      '',
      '1: "types" says nothing: name the file after the idea it holds',
    ],
    ['a name in camel case', 'apps/api/src/workQueue.ts', '', '1: "workQueue" is not in kebab-case'],
    ['a name with an underscore', 'apps/api/src/work_queue.ts', '', '1: "work_queue" is not in kebab-case'],
    ['any', at, '\nlet x: any;\n', '2: "any" without a comment that says why'],
    ['an array of any', at, 'let x: Array<any>;\n', '1: "any" without a comment that says why'],
    ['a double cast', at, 'void (0 as unknown as string);', '1: "as unknown as" without a comment that says why'],
    ['a bare @ts-expect-error', at, '// @ts-expect-error\nvoid 0;', '1: "@ts-expect-error" without a reason'],
    ['@ts-ignore', at, '// @ts-ignore: because\nvoid 0;', '1: "@ts-ignore": fix the type'],
    ['@ts-nocheck', at, '// @ts-nocheck\nvoid 0;', '1: "@ts-nocheck": fix the type'],
    ['an empty catch', at, 'try {\n} catch {\n}', '2: an error is caught and dropped'],
    ['a rejection dropped by {}', at, '\n\np.catch(() => {});', '3: a rejection is dropped'],
    ['a rejection dropped by undefined', at, '\n\np.catch(() => undefined);', '3: a rejection is dropped'],
    ['Date.now', at, 'Date.now();', '1: Date.now() is hidden input: take a Clock'],
    ['the current Date', at, 'new Date();', '1: new Date() is hidden input: take a Clock'],
    ['performance.now', at, 'performance.now();', '1: performance.now() is hidden input: take a Clock'],
    ['a timer', at, '\nsetTimeout(f, 1);', '2: setTimeout() is hidden input: take a Clock'],
    ['an interval', at, 'setInterval(f, 1);', '1: setInterval() is hidden input: take a Clock'],
    ['chance', at, 'Math.random();', '1: Math.random() is hidden input: take a Clock'],
    [
      'imported timers',
      at,
      "import { setTimeout as wait } from 'node:timers/promises';",
      '1: timers come in with a Clock',
    ],
    ['a test that sleeps', test, '\nawait new Promise((done) => setTimeout(done, 5));', `2: ${sleeps}`],
    ['a test that sleeps by import', test, "import { setTimeout } from 'node:timers/promises';", `1: ${sleeps}`],
    ['a module mock', test, "vi.mock('./a.ts');", '1: vi.mock(): wrap the real thing instead of mocking a module'],
    ['a TODO', at, '// TODO page it', '1: a TODO carries its issue, as in TODO(#12)'],
    ['a FIXME', at, '/* FIXME */', '1: a TODO carries its issue, as in TODO(#12)'],
    ['a call in a comment', at, 'f();\n// g(1);', '2: commented-out code: delete it'],
    ['a function in a comment', at, '// if (a) {\n//   f();\n// }', '1: commented-out code: delete it'],
    ['code in a block comment', at, '/*\nconst a = 1;\n*/', '1: commented-out code: delete it'],
  ];

  it.each(planted)('may not have %s', (_, path, text, found) => {
    expect(findingsIn({ [path]: text })).toEqual([`${path}:${found}`]);
  });
});

describe('a tidy repository', () => {
  it('exports what other files import, in every form, and the types these are written with', () => {
    const findings = findingsIn({
      'packages/core/src/store/a.ts': `export const a = 1; export interface Options { x: 1 }
        export function b(options: Options) { return options; } export type C = 1; export default 1;`,
      'packages/core/src/store/b.ts': `import a1, { a } from './a.ts'; import type { C } from '@portolan/core/store/a.ts';`,
      'apps/api/src/c.ts': `import * as all from '@portolan/core/store/d.ts'; const { b } = await import('@portolan/core/store/a.ts');`,
      'packages/core/src/store/d.ts': 'export const d = 1;',
    });
    expect(findings).toEqual([]);
  });

  it('has no export that nothing imports, in its own file or by its own name only', () => {
    const findings = findingsIn({
      'packages/core/src/store/a.ts':
        'export const a = 1;\nexport function b() { return a; }\nexport interface C {}\nexport { d };',
      'packages/core/src/store/b.ts': `import { b } from './a.ts'; import { a } from './c.ts'; const d = 1;`,
      'packages/core/src/store/c.ts': 'export const a = 1;\nexport default 2;',
    });
    expect(findings).toEqual([
      'packages/core/src/store/a.ts:1: no file imports a',
      'packages/core/src/store/a.ts:3: no file imports C',
      'packages/core/src/store/a.ts:4: no file imports d',
      'packages/core/src/store/c.ts:2: no file imports the default export',
    ]);
  });

  it('gathers exports in the entry of a package only', () => {
    const findings = findingsIn({
      'packages/client/src/client.ts': `export { a } from './a.ts'; export * from './b.ts';`,
      'packages/client/src/a.ts': 'export const a = 1;',
      'packages/client/src/b.ts': 'export const b = 1;',
      'packages/client/src/index.ts': `\nexport { a } from './a.ts';`,
      'packages/client/src/c.ts': `export * from './b.ts';`,
    });
    expect(findings).toEqual([
      'packages/client/src/index.ts:2: a re-export: import from the file that defines it',
      'packages/client/src/c.ts:1: a re-export: import from the file that defines it',
    ]);
  });
});
