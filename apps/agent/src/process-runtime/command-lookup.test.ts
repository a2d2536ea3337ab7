import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findProgram } from './command-lookup.ts';

let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'portolan-lookup-'));
  for (const name of ['closed', 'unfit', 'good']) mkdirSync(join(home, name));
  writeFileSync(join(home, 'closed/tool'), '#!/bin/sh\n', { mode: 0o755 });
  chmodSync(join(home, 'closed'), 0o000);
  symlinkSync('endless', join(home, 'endless'));
  writeFileSync(join(home, 'unfit/tool'), 'text', { mode: 0o644 });
  writeFileSync(join(home, 'good/tool'), '#!/bin/sh\n', { mode: 0o755 });
});
afterAll(() => {
  chmodSync(join(home, 'closed'), 0o700);
  rmSync(home, { recursive: true });
});

function find(...folders: readonly string[]): string {
  const path = folders.map((folder) => join(home, folder)).join(':');
  return findProgram('tool', { path, workingDir: '/', mounts: [] }, 'StartError');
}

it('passes over what it may not look at or execute, as execvp does', () => {
  expect(find('missing', 'endless', 'unfit', 'good')).toBe(join(home, 'good/tool'));
  expect(() => find('endless', 'unfit')).toThrow('executable file not found in $PATH');
});

it('passes over a folder that its user may not enter', () => {
  const mayEnter = process.getuid?.() === 0;
  expect(find('closed', 'good')).toBe(join(home, mayEnter ? 'closed/tool' : 'good/tool'));
});
