// The client as a page gets it: bundled for browsers, and run where there is nothing of Node.
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import type { createClient as CreateClient } from '@portolan/client/client.ts';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startApi, type TestApi } from '../support/api-server.ts';
import { aConfigMap } from '../support/manifests.ts';
import { until } from '../support/until.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What pages have, of what the client uses. */
const page = {
  fetch,
  WebSocket,
  URL,
  AbortController,
  AbortSignal,
  performance,
  setTimeout,
  clearTimeout,
  queueMicrotask,
  console,
};

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

async function bundle() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: `export * from '@portolan/client/client.ts'`, resolveDir: root },
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2023',
    format: 'iife',
    globalName: 'portolan',
    metafile: true,
    write: false,
  });
  return { text: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) };
}

it('is small, and needs nothing but itself', async () => {
  const { text, inputs } = await bundle();
  expect(inputs.filter((input) => !/^(<stdin>|packages\/client\/src\/([a-z-]+\/)?[a-z-]+\.ts)$/.test(input))).toEqual(
    [],
  );
  expect(gzipSync(text).length).toBeLessThan(12_000);
});

it('reads, writes and watches in a page', async () => {
  const { text } = await bundle();
  const { createClient } = runInNewContext(`${text}; portolan`, { ...page }) as { createClient: typeof CreateClient };
  const client = createClient({ server: api.url, token: api.token }, { fieldManager: 'page' });
  const informer = client.configMaps.informer({ namespace: 'default' });
  await informer.synced;
  const { revision } = await client.configMaps.create(aConfigMap({ metadata: { name: 'page' } }));
  await informer.waitFor(revision);
  expect(informer.get('default/page')?.metadata.resourceVersion).toBe(revision);
  await expect(client.configMaps.get({ name: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  client.close();
  await expect(informer.ended).resolves.toBeUndefined();
});

it('says what is missing where there is no WebSocket', async () => {
  const { text } = await bundle();
  const { createClient } = runInNewContext(`${text}; portolan`, { ...page, WebSocket: undefined }) as {
    createClient: typeof CreateClient;
  };
  const client = createClient({ server: api.url, token: api.token });
  const whys: string[] = [];
  const informer = client.configMaps.informer({ onLive: (_, why) => whys.push(String(why)) });
  await until('it is told', () => whys.length > 0);
  expect(whys[0]).toContain('this platform has no WebSocket');
  informer.stop();
});
