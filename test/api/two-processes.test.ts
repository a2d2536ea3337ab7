import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiClient, type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { RawSocket } from '../support/raw-socket.ts';

// Each start of the program compiles it anew, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let database: TestDatabase;
let a: ApiProcess;
let b: ApiProcess;

beforeAll(async () => {
  database = await createDatabase();
  // Together, on an empty database: both make what every cluster has.
  [a, b] = await Promise.all([startApiProcess(database.url), startApiProcess(database.url)]);
});
afterAll(async () => {
  await Promise.all([a?.stop('SIGKILL'), b?.stop('SIGKILL')]);
  await database.drop();
});

const create =
  'mutation($input: ConfigMapInput!) { createConfigMap(input: $input) { object { metadata { resourceVersion } } } }';
const input = (name: string) => ({ input: { metadata: { name, namespace: 'default' } } });

describe('two API processes on one database', () => {
  it('show the same truth, each at once after the other was told it', async () => {
    for (let count = 0; count < 20; count += 1) {
      const [writer, reader] = count % 2 === 0 ? [a, b] : [b, a];
      await writer.data(create, input(`truth-${count}`));
      const read = await reader.data(
        `{ configMap(namespace: "default", name: "truth-${count}") { metadata { name } } }`,
      );
      expect(read.configMap.metadata.name).toBe(`truth-${count}`);
    }
  });

  it('know the tokens of each other', async () => {
    const { joinNode } = await a.data('mutation { joinNode(name: "n1") { token } }');
    const who = await b.execute('{ whoAmI { user } }', {}, joinNode.token);
    expect(who.data).toEqual({ whoAmI: { user: 'system:node:n1' } });
    expect((await new ApiClient(b.url, a.token).execute('{ revision }')).status).toBe(200);
  });

  it('bring a write through one to a subscription on the other within 100 ms', async () => {
    const socket = await RawSocket.connect(b);
    socket.subscribe('w', 'subscription { configMapChanges { type events { object { metadata { name } } } } }');
    await socket.next('next');
    const delays: number[] = [];
    for (let count = 0; count < 50; count += 1) {
      const start = performance.now();
      const [{ payload }] = await Promise.all([socket.next('next'), a.data(create, input(`delay-${count}`))]);
      delays.push(performance.now() - start);
      expect(payload.data.configMapChanges.events[0].object.metadata.name).toBe(`delay-${count}`);
    }
    socket.close();
    delays.sort((one, other) => one - other);
    // The median: a machine that is busy with other things must not fail this, a poll or a lost wake-up must.
    expect(delays[25]).toBeLessThan(100);
  });

  it('let a watch that was on one go on with the other when the first is killed', async () => {
    const first = await RawSocket.connect(a);
    const text =
      'subscription($since: String) { configMapChanges(since: $since) { type resourceVersion events { object { metadata { name } } } } }';
    first.subscribe('w', text);
    const snapshot = (await first.next('next')).payload.data.configMapChanges;
    const closed = first.closed;
    await a.stop('SIGKILL');
    expect((await closed).code).toBe(1006);
    await b.data(create, input('after-the-kill'));
    const second = await RawSocket.connect(b);
    second.subscribe('w', text, { since: snapshot.resourceVersion });
    const frame = (await second.next('next')).payload.data.configMapChanges;
    expect(frame).toMatchObject({ type: 'DELTA', events: [{ object: { metadata: { name: 'after-the-kill' } } }] });
    second.close();
  });
});
