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

it('follows a subscription of its own, with the fields it selects', async () => {
  const { text } = await bundle();
  const { createClient } = runInNewContext(`${text}; portolan`, { ...page }) as { createClient: typeof CreateClient };
  const client = createClient({ server: api.url, token: api.token });
  const names = new Set<string>();
  const document = {
    text: `subscription($namespace: String, $since: String) {
      changes: configMapChanges(namespace: $namespace, since: $since) {
        type resourceVersion more events { type object { metadata { name } } }
      }
    }`,
    field: 'changes',
    read: (object: unknown) => (object as { metadata: { name: string } }).metadata.name,
  };
  const following = client.follow(
    document,
    { namespace: 'default' },
    {
      onSnapshot: (objects) => {
        for (const name of objects) names.add(name);
      },
      onEvents: (events) => {
        for (const { type, object } of events) type === 'DELETED' ? names.delete(object) : names.add(object);
      },
      onBookmark: () => undefined,
      onLive: () => undefined,
      onEnd: () => undefined,
    },
  );
  await client.configMaps.create(aConfigMap({ metadata: { name: 'followed' } }));
  await until('the object is there', () => names.has('followed'));
  await client.configMaps.delete({ name: 'followed' });
  await until('the object is gone', () => !names.has('followed'));
  following.stop();
  client.close();
});

it('shows no token where the browser shows its cookie', async () => {
  const { text } = await bundle();
  const seen: Array<Record<string, string>> = [];
  const opened: Array<string | string[]> = [];
  const watching = {
    ...page,
    fetch: async (_: URL, { headers }: { headers: Record<string, string> }) => {
      seen.push(headers);
      return new Response('{"data":{"revision":"1"}}', { status: 200 });
    },
    WebSocket: function open(_: string, protocols: string | string[]) {
      opened.push(protocols);
      return { close: () => undefined };
    },
  };
  const { createClient } = runInNewContext(`${text}; portolan`, watching) as { createClient: typeof CreateClient };
  const client = createClient({ server: api.url });
  await client.revision();
  expect(seen[0]).not.toHaveProperty('authorization');
  client.podStreams.exec({ name: 'web' }, { command: ['sh'] }).catch(() => undefined); // It never opens.
  expect(opened).toEqual(['v5.channel.k8s.io']);
  client.close();
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
