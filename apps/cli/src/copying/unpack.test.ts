// Archives that no honest tar makes.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Headers, pack } from 'tar-stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unpack } from './unpack.ts';

let home: string;
let warnings: string[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'portolan-unpack-'));
  warnings = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

type Sketch = string | Headers;

/** Each file holds its own name. */
function archive(...sketches: readonly Sketch[]): Readable {
  const made = pack();
  for (const sketch of sketches) {
    const header = typeof sketch === 'string' ? { name: sketch } : sketch;
    if (header.name.endsWith('/')) made.entry({ ...header, type: 'directory' });
    else made.entry(header, header.linkname === undefined ? header.name : '');
  }
  made.finalize();
  return Readable.from(made);
}

const into = (destination: string, prefix = 'app') => ({
  prefix,
  destination: join(home, destination),
  warn: (text: string) => warnings.push(text.replaceAll(home, '~').replaceAll(tmpdir(), '~/..')),
});

/** Every file below the temporary folder. */
function files(): string[] {
  const found = readdirSync(home, { recursive: true, withFileTypes: true });
  return found
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(home.length + 1))
    .sort();
}

it('writes what is below the prefix, and empty folders', async () => {
  await unpack(archive('app/', 'app/a', 'app/b/c', 'app/empty/'), into('out'));
  expect(files()).toEqual(['out/a', 'out/b/c']);
  expect(readdirSync(join(home, 'out'))).toContain('empty');
  expect(readFileSync(join(home, 'out/b/c'), 'utf8')).toBe('app/b/c');
  expect(warnings).toEqual([]);
});

it('skips names that lead out', async () => {
  await unpack(archive('app/../../evil', 'app/../evil', 'app/..', 'app/b/../../../evil', 'app/good'), into('out'));
  expect(files()).toEqual(['out/good']);
  expect(warnings).toEqual([
    'warning: file "~/../evil" is outside target destination, skipping',
    'warning: file "~/evil" is outside target destination, skipping',
    'warning: file "~" is outside target destination, skipping',
    'warning: file "~/../evil" is outside target destination, skipping',
  ]);
});

it.each([['other/a'], ['/app/a'], ['application/a'], ['../app/a']])(
  'refuses an archive of something else: %s',
  async (name) => {
    await expect(unpack(archive(name), into('out'))).rejects.toThrow('tar contents corrupted');
    expect(files()).toEqual([]);
  },
);

it('refuses absolute names where none begin with anything', async () => {
  await expect(unpack(archive('./a', '/etc/b'), into('out', ''))).rejects.toThrow('tar contents corrupted');
  expect(files()).toEqual(['out/a']);
});

it('makes no links, and so writes through none', async () => {
  const link: Headers = { name: 'app/link', type: 'symlink', linkname: '..' };
  const hardLink: Headers = { name: 'app/hard', type: 'link', linkname: '/etc/passwd' };
  await unpack(
    archive(link, 'app/link/evil', hardLink, { name: 'app/pipe', type: 'fifo', linkname: 'none' }),
    into('out'),
  );
  expect(files()).toEqual(['out/link/evil']);
  expect(warnings).toEqual([
    'warning: skipping symlink: "~/out/link" -> ".."',
    'warning: skipping link: "~/out/hard" -> "/etc/passwd"',
    'warning: skipping special file: "~/out/pipe"',
  ]);
});

it('follows no link that is there already', async () => {
  mkdirSync(join(home, 'secret'));
  writeFileSync(join(home, 'secret/file'), 'mine');
  mkdirSync(join(home, 'out'));
  symlinkSync('../secret', join(home, 'out/folder'));
  symlinkSync('../secret/file', join(home, 'out/file'));
  await unpack(archive('app/folder/file', 'app/file', 'app/folder/', 'app/good'), into('out'));
  expect(readFileSync(join(home, 'secret/file'), 'utf8')).toBe('mine');
  expect(files()).toEqual(['out/good', 'secret/file']);
  expect(warnings).toHaveLength(3);
});

it('says so when the archive breaks off', async () => {
  const broken = Readable.from([Buffer.alloc(700, 'x')]);
  await expect(unpack(broken, into('out'))).rejects.toThrow(/header|end of data/i);
  const failing = Readable.from(
    (async function* () {
      yield Buffer.alloc(0);
      throw new Error('the connection was lost');
    })(),
  );
  await expect(unpack(failing, into('out'))).rejects.toThrow('the connection was lost');
});
