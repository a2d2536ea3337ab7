import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Assets } from './assets.ts';

let folder: string;
let server: Server;
let url: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-assets-'));
  mkdirSync(join(folder, 'chunks'));
  writeFileSync(join(folder, 'chunks/a.js'), 'let a;');
  writeFileSync(join(folder, 'chunks/a.js.gz'), gzipSync('let a;'));
  writeFileSync(join(folder, 'font.woff2'), 'font');
  writeFileSync(join(folder, 'notes.txt'), 'not for browsers');
  const assets = new Assets(folder);
  server = createServer((request, response) => {
    if (!assets.send(request, response)) response.writeHead(404).end('somebody else');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_next/static`;
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

it('sends what was compressed when it was built, for good, also when the folder is gone', async () => {
  rmSync(folder, { recursive: true });
  const script = await fetch(`${url}/chunks/a.js?v=1`);
  expect(await script.text()).toBe('let a;');
  expect(Object.fromEntries(script.headers)).toMatchObject({
    'content-encoding': 'gzip',
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  const font = await fetch(`${url}/font.woff2`);
  expect([await font.text(), font.headers.get('content-encoding')]).toEqual(['font', null]);
  const head = await fetch(`${url}/font.woff2`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '4']);
});

it('leaves to others what it does not have, and browsers that take nothing compressed', async () => {
  for (const path of ['/none.js', '/notes.txt', '/chunks/a.js.gz', '/chunks/../../secret', '/chunks']) {
    expect((await fetch(url + path)).status).toBe(404);
  }
  expect((await fetch(`${url}/chunks/a.js`, { headers: { 'accept-encoding': 'identity' } })).status).toBe(404);
  expect((await fetch(`${url}/font.woff2`, { method: 'POST' })).status).toBe(404);
});
