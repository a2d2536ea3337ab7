import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { clientConfigPath, writeClientContext } from './client-config.ts';

let directory: string;
let path: string;
const local = { name: 'local', server: 'http://127.0.0.1:4000', token: 'secret' };

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portolan-config-'));
  path = join(directory, 'portolan', 'config.yaml');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('writeClientContext', () => {
  it('makes a file that only its owner can read', async () => {
    await writeClientContext(path, local);
    expect(parse(readFileSync(path, 'utf8'))).toEqual({ contexts: [local], currentContext: 'local' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps other contexts, unknown fields and comments', async () => {
    await writeClientContext(path, { name: 'far', server: 'https://far.example', token: 'other' });
    writeFileSync(path, `# mine\n${readFileSync(path, 'utf8')}extra: 1\n`, { mode: 0o644 });
    await writeClientContext(path, { ...local, token: 'old' });
    await writeClientContext(path, local);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('# mine');
    expect(parse(text)).toEqual({
      contexts: [{ name: 'far', server: 'https://far.example', token: 'other' }, local],
      currentContext: 'local',
      extra: 1,
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('writes into an empty file and refuses to overwrite what it cannot read', async () => {
    await writeClientContext(path, local);
    writeFileSync(path, '');
    await writeClientContext(path, local);
    for (const text of ['- a list\n', 'contexts: 7\n', 'a: [b\n']) {
      writeFileSync(path, text);
      await expect(writeClientContext(path, local)).rejects.toThrow(path);
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });
});

describe('clientConfigPath', () => {
  it('prefers PORTOLAN_CONFIG, then XDG_CONFIG_HOME', () => {
    expect(clientConfigPath({ PORTOLAN_CONFIG: '/a/b.yaml', XDG_CONFIG_HOME: '/x' })).toBe('/a/b.yaml');
    expect(clientConfigPath({ XDG_CONFIG_HOME: '/x' })).toBe('/x/portolan/config.yaml');
    expect(clientConfigPath({})).toMatch(/\.config\/portolan\/config\.yaml$/);
  });
});
