import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

// Each start of the program compiles it anew, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const tlsFile = (name: string) => fileURLToPath(new URL(`../support/tls/${name}`, import.meta.url));

let database: TestDatabase;
let home: string;
let running: ApiProcess[] = [];

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'portolan-home-'));
});
afterEach(async () => {
  await Promise.all(running.map((each) => each.stop('SIGKILL')));
  running = [];
  rmSync(home, { recursive: true, force: true });
});

async function start(...args: string[]): Promise<ApiProcess> {
  const api = await startApiProcess(database.url, args, home);
  running.push(api);
  return api;
}

describe('a start', () => {
  it('tells clients where the API is, in files that only their owner can read', async () => {
    const api = await start();
    const path = join(home, 'config.yaml');
    expect(parse(readFileSync(path, 'utf8'))).toEqual({
      contexts: [{ name: 'local', server: api.url, token: api.token }],
      currentContext: 'local',
    });
    for (const file of [path, join(home, 'admin-token')]) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(api.log()).not.toContain(api.token);
  });

  it("keeps the administrator's token, and makes another when that one was withdrawn", async () => {
    const first = await start();
    await first.stop();
    const second = await start();
    expect(second.token).toBe(first.token);
    await second.data('mutation { deleteSecrets(namespace: "kube-system") { revision } }');
    await second.stop();
    const third = await start();
    expect(third.token).not.toBe(first.token);
    expect(await third.data('{ whoAmI { user } }')).toEqual({ whoAmI: { user: 'admin' } });
  });

  it('fails on a taken port that was asked for, and says so', async () => {
    const api = await start();
    const port = new URL(api.url).port;
    await expect(start('--port', port)).rejects.toThrow(/code 1:.*EADDRINUSE/s);
  });

  it.each([
    [['--host', '0.0.0.0'], '--host: 0.0.0.0 is not a loopback address'],
    [['--log-level', 'loud'], '--log-level: '],
    [['--nonsense'], "'--nonsense'"],
  ])('refuses %j with code 2 and names the flag', async (args, message) => {
    await expect(start(...args)).rejects.toThrow(/code 2:/);
    await expect(start(...args)).rejects.toThrow(message);
  });
});

describe('TLS', () => {
  it('serves any address with a certificate', async () => {
    const files = ['--tls-cert-file', tlsFile('certificate.pem'), '--tls-private-key-file', tlsFile('key.pem')];
    const { url } = await start('--host', '0.0.0.0', ...files);
    expect(url).toMatch(/^https:\/\/localhost:/);
    const ca = readFileSync(tlsFile('certificate.pem'));
    const text = await new Promise((resolve, reject) => {
      request(`${url}/livez`, { ca }, (response) => response.on('data', (chunk) => resolve(String(chunk))))
        .on('error', reject)
        .end();
    });
    expect(text).toBe('ok');
  });
});
