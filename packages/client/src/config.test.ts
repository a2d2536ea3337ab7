import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configPath, readConfig, resolveTarget } from './config.ts';

let directory: string;
let config: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'portolan-config-'));
  config = join(directory, 'config.yaml');
  await writeFile(
    config,
    'currentContext: b\ncontexts:\n- { name: a, server: "http://a", token: ta }\n- { name: b, server: "http://b", token: tb }\n',
  );
});
afterAll(() => rm(directory, { recursive: true }));

describe('the target', () => {
  it('is what the options say, over the environment, over the current context', async () => {
    const environment = { PORTOLAN_SERVER: 'http://env', PORTOLAN_TOKEN: 'tenv', PORTOLAN_CONFIG: config };
    expect(await resolveTarget({ server: 'http://o', token: 'to' }, environment)).toEqual({
      server: 'http://o',
      token: 'to',
    });
    expect(await resolveTarget({}, environment)).toEqual({ server: 'http://env', token: 'tenv' });
    expect(await resolveTarget({}, { PORTOLAN_CONFIG: config })).toEqual({ server: 'http://b', token: 'tb' });
    expect(await resolveTarget({ context: 'a' }, { PORTOLAN_CONFIG: config })).toEqual({
      server: 'http://a',
      token: 'ta',
    });
  });

  it('is refused with the place that was looked in when nothing names one', async () => {
    const missing = join(directory, 'none.yaml');
    await expect(resolveTarget({}, { PORTOLAN_CONFIG: missing })).rejects.toThrow(`looked in ${missing}`);
    await expect(resolveTarget({ context: 'c', config }, {})).rejects.toThrow('context "c" does not exist');
  });
});

describe('the configuration file', () => {
  it('lies where PORTOLAN_CONFIG says, or below XDG_CONFIG_HOME', () => {
    expect(configPath({ PORTOLAN_CONFIG: '/x' })).toBe('/x');
    expect(configPath({ XDG_CONFIG_HOME: '/c' })).toBe('/c/portolan/config.yaml');
  });

  it('is refused with the field that is wrong', async () => {
    const broken = join(directory, 'broken.yaml');
    await writeFile(broken, 'contexts:\n- { name: a, server: 5, token: t }\n');
    await expect(readConfig(broken)).rejects.toThrow('contexts[0].server must be a string');
    await writeFile(broken, 'contexts: [');
    await expect(readConfig(broken)).rejects.toThrow('is not YAML');
  });
});
