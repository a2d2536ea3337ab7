import type { WatchFrame } from '@portolan/core/registry/watch.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { RawSocket } from '../support/raw-socket.ts';

let api: TestApi;
const sockets: RawSocket[] = [];

beforeAll(async () => {
  api = await startApi({ limits: { queueBytes: 200_000 } });
});
afterAll(() => api.stop());
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

const watchText = `subscription($kinds: [String!]!, $namespace: String, $labels: String, $fields: String, $since: String) {
  watch(kinds: $kinds, namespace: $namespace, labelSelector: $labels, fieldSelector: $fields, since: $since) {
    type resourceVersion more events { type object { metadata { name resourceVersion labels } } }
  }
}`;

interface Watching {
  frame(): Promise<WatchFrame>;
  /** Events of further frames until there are so many. */
  events(count: number): Promise<string[]>;
  stop(): void;
}

async function watch(variables: object, on?: RawSocket): Promise<Watching> {
  const socket = on ?? (await RawSocket.connect(api));
  sockets.push(socket);
  socket.subscribe('w', watchText, variables);
  const frame = async () => {
    const { payload } = await socket.next('next');
    if (payload.errors) throw new Error(JSON.stringify(payload.errors));
    return payload.data.watch as WatchFrame;
  };
  return {
    frame,
    async events(count) {
      const seen: string[] = [];
      while (seen.length < count) {
        for (const { type, object } of (await frame()).events) seen.push(`${type} ${object.metadata.name}`);
      }
      return seen;
    },
    stop: () => socket.close(),
  };
}

const configMap = (name: string, namespace: string, labels: Record<string, string> = {}, data = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels },
  data,
});

async function apply(...objects: object[]): Promise<string> {
  const text = 'mutation($objects: [JSON!]!) { apply(objects: $objects, force: true) { revision } }';
  return (await api.data(text, { objects })).apply.revision;
}

async function namespace(name: string): Promise<string> {
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}

describe('watch', () => {
  it('begins with what there is and goes on with what happens', async () => {
    const space = await namespace('begin');
    await apply(configMap('a', space));
    const watching = await watch({ kinds: ['ConfigMap'], namespace: space });
    expect(await watching.frame()).toMatchObject({ type: 'SNAPSHOT', more: false, events: [{ type: 'ADDED' }] });
    await apply(configMap('b', space));
    await apply(configMap('b', space, { changed: 'yes' }));
    await api.data(`mutation { deleteConfigMap(namespace: "${space}", name: "a") { outcome } }`);
    expect(await watching.events(3)).toEqual(['ADDED b', 'MODIFIED b', 'DELETED a']);
  });

  it('shows a change set of many kinds in one frame, at one revision', async () => {
    const space = await namespace('atomic');
    const watching = await watch({ kinds: ['ConfigMap', 'Secret', 'ServiceAccount'], namespace: space });
    await watching.frame();
    const revision = await apply(
      configMap('a', space),
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b', namespace: space } },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'c', namespace: space } },
    );
    const frame = await watching.frame();
    expect(frame).toMatchObject({ type: 'DELTA', resourceVersion: revision });
    expect(frame.events.map(({ object }) => [object.metadata.name, object.metadata.resourceVersion]).sort()).toEqual([
      ['a', revision],
      ['b', revision],
      ['c', revision],
    ]);
  });

  it('shows what leaves the selected set as deleted and what enters it as added', async () => {
    const space = await namespace('selected');
    const watching = await watch({ kinds: ['ConfigMap'], namespace: space, labels: 'tier=front' });
    await watching.frame();
    await apply(configMap('a', space, { tier: 'back' }), configMap('b', space, { tier: 'front' }));
    await apply(configMap('a', space, { tier: 'front' }));
    await apply(configMap('b', space, { tier: 'back' }));
    await apply(configMap('b', space, { tier: 'back', more: 'yes' }));
    await apply(configMap('end', space, { tier: 'front' }));
    expect(await watching.events(4)).toEqual(['ADDED b', 'ADDED a', 'DELETED b', 'ADDED end']);
  });

  it('selects by any field', async () => {
    const space = await namespace('fields');
    const watching = await watch({ kinds: ['ConfigMap'], namespace: space, fields: 'metadata.name in (x, y)' });
    await watching.frame();
    await apply(configMap('x', space), configMap('z', space));
    await apply(configMap('y', space));
    expect(await watching.events(2)).toEqual(['ADDED x', 'ADDED y']);
  });
});

describe('since', () => {
  it('brings exactly what followed, in order, also through a cut in the middle', async () => {
    const space = await namespace('resume');
    const { revision } = await api.data('{ revision }');
    const names = Array.from({ length: 100 }, (_, index) => `c${String(index).padStart(3, '0')}`);
    const first = await watch({ kinds: ['ConfigMap'], namespace: space, since: revision });
    await first.frame();
    const writing = (async () => {
      for (const name of names) await apply(configMap(name, space));
    })();
    const seen: string[] = [];
    let since = revision;
    while (seen.length < 30) {
      const frame = await first.frame();
      seen.push(...frame.events.map(({ object }) => object.metadata.name));
      since = frame.resourceVersion;
    }
    first.stop();
    const second = await watch({ kinds: ['ConfigMap'], namespace: space, since });
    while (seen.length < 100) seen.push(...(await second.frame()).events.map(({ object }) => object.metadata.name));
    await writing;
    expect(seen).toEqual(names);
  });

  it('is answered with a bookmark when nothing has happened', async () => {
    const { revision } = await api.data('{ revision }');
    const watching = await watch({ kinds: ['ConfigMap'], namespace: 'nowhere', since: revision });
    expect(await watching.frame()).toMatchObject({ type: 'BOOKMARK', resourceVersion: revision, events: [] });
  });

  it('requires a new list when history was compacted, and for a revision that never was', async () => {
    const other = await startApi();
    try {
      for (let count = 0; count < 5; count += 1)
        await other.data(`mutation { createNamespace(input: { metadata: { name: "n${count}" } }) { outcome } }`);
      const { revision } = await other.data('{ revision }');
      await other.controlPlane.store.compact(Number(revision));
      const late = await startApi({ databaseUrl: other.databaseUrl });
      try {
        for (const since of ['1', '1000000']) {
          const socket = await RawSocket.connect(late);
          const watching = await watch({ kinds: ['Namespace'], since }, socket);
          expect(await watching.frame()).toMatchObject({ type: 'RELIST_REQUIRED' });
          await socket.next('complete');
        }
      } finally {
        await late.stop();
      }
    } finally {
      await other.stop();
    }
  });

  it('is refused when it is no revision', async () => {
    const socket = await RawSocket.connect(api);
    sockets.push(socket);
    socket.subscribe('w', watchText, { kinds: ['Pod'], since: 'yesterday' });
    expect(await socket.next('error')).toMatchObject({ payload: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });
});

describe('a subscriber that does not read', () => {
  it('loses its queue and is told to list again, while others go on', async () => {
    const space = await namespace('slow');
    const text = `subscription { configMapChanges(namespace: "${space}") {
      type resourceVersion events { object { metadata { name } data } }
    } }`;
    const slow = await RawSocket.connect(api);
    sockets.push(slow);
    slow.subscribe('slow', text);
    await slow.next('next');
    const quick = await watch({ kinds: ['ConfigMap'], namespace: space });
    await quick.frame();
    slow.socket.pause();
    // More than the kernel's buffers on both sides take, so that the server's own queue has to hold some.
    const big = 'x'.repeat(1_000_000);
    const names = Array.from({ length: 30 }, (_, index) => `c${String(index).padStart(2, '0')}`);
    for (const name of names) await apply(configMap(name, space, {}, { big }));
    expect(await quick.events(names.length)).toEqual(names.map((name) => `ADDED ${name}`));
    slow.socket.resume();
    const frames: WatchFrame[] = [];
    for (let message = await slow.take(); message.type === 'next'; message = await slow.take()) {
      frames.push(message.payload.data.configMapChanges as WatchFrame);
    }
    expect(frames.at(-1)?.type).toBe('RELIST_REQUIRED');
    const seen = frames.flatMap(({ events }) => events.map(({ object }) => object.metadata.name));
    expect(seen.length).toBeLessThan(names.length);
    expect(seen).toEqual(names.slice(0, seen.length));
    slow.subscribe('again', '{ revision }');
    expect(await slow.next('next')).toMatchObject({ id: 'again' });
  });
});
