// The rival of the fan-out: the same schema, objects and database, served as one would with stock libraries. Each subscriber
// has an iterator of its own, its document is executed for it alone by graphql-js, and graphql-ws sends what comes out.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { startControlPlane } from '@portolan/core/control-plane.ts';
import type { GraphqlContext } from '@portolan/core/graphql/context.ts';
import { RequestReads } from '@portolan/core/graphql/request-reads.ts';
import { buildSchema } from '@portolan/core/graphql/schema.ts';
import type { WatchExtension } from '@portolan/core/graphql/watch-fields.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { mastersGroup } from '@portolan/core/registry/request.ts';
import { deltaFrame, type WatchFrame } from '@portolan/core/registry/watch.ts';
import { snapshotFrame, takeSnapshot } from '@portolan/core/registry/watch-frames.ts';
import { type Selection, selectEvent, selectionOfWatch } from '@portolan/core/registry/watch-selection.ts';
import { systemClock } from '@portolan/core/resource/clock.ts';
import { openPostgresStore } from '@portolan/core/store/postgres-store.ts';
import { graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { postStartHooks } from '../apps/api/src/post-start-hooks.ts';

const { values } = parseArgs({ options: { 'database-url': { type: 'string' } }, strict: false });
const store = await openPostgresStore({
  databaseUrl: String(values['database-url']),
  clock: systemClock,
  warn: (what, error) => console.error(what, error),
});
const controlPlane = await startControlPlane(store, systemClock);
const { registry, cache } = controlPlane;
const schema = buildSchema(kinds);
for (const { run } of postStartHooks) await run(registry);
const request = { identity: { user: 'bench', groups: [mastersGroup] }, fieldManager: 'bench' };

function context(): GraphqlContext {
  const absent = () => Promise.reject(new Error('not part of this server'));
  return {
    registry,
    request,
    reads: new RequestReads(registry, request),
    readManifests: absent,
    nodeStats: async () => undefined,
    proxyRules: async () => [],
    podLogs: () => {
      throw new Error('not part of this server');
    },
    access: { createJoinToken: absent, joinNode: absent, createSignInCode: absent },
    health: { ready: absent, live: absent },
    controllers: () => [],
    scheduler: () => undefined,
    components: () => [],
  };
}

/** One subscriber's frames, for graphql-js to iterate. */
async function* framesOf(selection: Selection): AsyncGenerator<{ watch: WatchFrame }> {
  const queue = [snapshotFrame(takeSnapshot(cache, selection), 0, Number.POSITIVE_INFINITY)];
  let wake = () => {};
  const unsubscribe = cache.subscribe({
    onChanges(batch) {
      const events = batch.flatMap(({ changes }) => changes.flatMap((change) => selectEvent(selection, change) ?? []));
      if (events.length > 0) queue.push(deltaFrame(cache.revision, events));
      wake();
    },
    onReset() {
      throw new Error('the cache has skipped changes');
    },
  });
  try {
    while (true) {
      for (let frame = queue.shift(); frame; frame = queue.shift()) yield { watch: frame };
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    unsubscribe();
  }
}

const watchField = schema.getSubscriptionType()?.getFields().watch;
if (!watchField) throw new Error('the schema has no field to watch with');
const { plan } = watchField.extensions.portolan as WatchExtension; // Every subscription field carries one.
watchField.subscribe = (_root, args) => framesOf(selectionOfWatch(registry, plan(args, registry.kinds)));

async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { query, variables } = JSON.parse(await text(incoming));
  const result = await graphql({ schema, source: query, variableValues: variables, contextValue: context() });
  const body = JSON.stringify(result);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

const server = createServer((incoming, response) => void answer(incoming, response));
useServer({ schema, context }, new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // Sound: it listens on a port.
  process.send?.({ ready: { url: `http://127.0.0.1:${port}` } });
});
