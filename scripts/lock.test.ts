import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

// Scripts are plain JavaScript, of which the compiler knows no types.
const { withLock } = (await import(new URL('./lock.mjs', import.meta.url).href)) as {
  withLock<T>(directory: string, run: () => Promise<T>): Promise<T>;
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('lets one run after the other, and leaves nothing behind', async () => {
  const lock = join(folder, 'lock');
  const running: string[] = [];
  let most = 0;
  const work = async (name: string) => {
    running.push(name);
    most = Math.max(most, running.length);
    await new Promise((resolve) => setImmediate(resolve));
    running.pop();
    return name;
  };
  const names = ['a', 'b', 'c'];
  expect(await Promise.all(names.map((name) => withLock(lock, () => work(name))))).toEqual(names);
  expect(most).toBe(1);
  await expect(withLock(lock, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(readdirSync(folder)).toEqual([]);
});

it('takes over from a process that is gone', async () => {
  const lock = join(folder, 'lock');
  mkdirSync(lock);
  writeFileSync(join(lock, 'pid'), String(spawnSync('true').pid));
  await withLock(lock, async () => expect(existsSync(lock)).toBe(true));
  expect(readdirSync(folder)).toEqual([]);
});
