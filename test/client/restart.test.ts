// An API that dies without a word and comes back on its port, with its history or without.
import { type Client, ConnectionError, connect } from '@portolan/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { startApi } from '../support/api-server.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { aConfigMap } from '../support/manifests.ts';
import { scaledClock } from '../support/scaled-clock.ts';
import { until } from '../support/until.ts';
import { HandlerWitness, readHistory, type SeenChange, StreamWitness, versionsOf } from './witnesses.ts';

const namespace = 'default';

let database: TestDatabase;
let api: ApiProcess;

beforeAll(async () => {
  database = await createDatabase();
  api = await startApiProcess(database.url);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

/** Writes until it is told to stop; an unknown outcome is resolved by reading. */
class Writer {
  isStopping = false;
  unknown = 0;
  readonly ended: Promise<void>;
  private readonly client: Client;

  constructor(client: Client) {
    this.client = client;
    this.ended = this.write();
  }

  private async write(): Promise<void> {
    for (let n = 0; !this.isStopping; n++) {
      try {
        await this.client.apply([aConfigMap({ metadata: { name: `m${n % 10}`, namespace }, data: { n: String(n) } })]);
        if (n % 7 === 6) await this.client.configMaps.delete({ name: `m${n % 10}`, namespace });
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        this.unknown++;
        await until('the API answers', () => this.client.revision().catch(() => false));
      }
    }
  }
}

/** Something changes through another API, and the history that tells of it is dropped. */
async function changeAndForget(): Promise<void> {
  const other = await startApi({ databaseUrl: database.url });
  const client = await connect({ server: other.url, token: other.token });
  const { revision } = await client.configMaps.create(aConfigMap({ metadata: { name: 'forgotten', namespace } }));
  await other.controlPlane.store.compact(Number(revision));
  await other.stop();
}

/** Of what has happened since that revision, as far as the witness has come. */
async function expectExactlyOnce(witness: StreamWitness, client: Client, since: string): Promise<void> {
  const { revision } = witness;
  const isMeant = (change: SeenChange) =>
    Number(change.revision) > Number(since) && Number(change.revision) <= revision;
  const history = await readHistory(client, namespace, since);
  expect(history.filter(isMeant).length).toBeGreaterThan(0);
  expect(witness.told.filter(isMeant)).toEqual(history.filter(isMeant));
}

it('is outlived by everything that watches it', { timeout: 300_000 }, async () => {
  const { url, token } = api;
  const client = await connect({ server: url, token, clock: scaledClock(10, Math.random) });
  const begin = await client.revision();
  const informer = client.configMaps.informer({ namespace });
  const handlers = new HandlerWitness(informer, Math.random);
  const witness = new StreamWitness(client.configMaps.watch({ namespace, since: begin }));
  witness.revision = Number(begin);
  await informer.synced;
  const writer = new Writer(client);

  // While history lasts, nothing is listed again; the second time it has gone.
  for (const forget of [false, true]) {
    const reached = witness.revision;
    await until('it has seen some changes', () => witness.revision > reached + 20);
    if (forget) await expectExactlyOnce(witness, client, begin);
    await api.stop('SIGKILL');
    await until('the end is noticed', () => !informer.isLive);
    if (forget) await changeAndForget();
    api = await startApiProcess(database.url, ['--port', new URL(url).port]);
    await until('it is back', () => informer.isLive);
    if (forget) await until('all is listed again', () => witness.skipped.length === 1);
    else expect(witness.skipped).toEqual([]);
  }
  writer.isStopping = true;
  await writer.ended;
  const { revision } = await client.configMaps.create(aConfigMap({ metadata: { name: 'last', namespace } }));
  await until('the stream is where the API is', () => witness.revision >= Number(revision));
  await informer.waitFor(revision);
  const all = versionsOf((await client.configMaps.list({ namespace })).items);
  await until('the handlers are done', () => handlers.isQuiet && handlers.state.has(`${namespace}/last`));

  const [relisted] = witness.skipped;
  await expectExactlyOnce(witness, client, String(relisted?.upTo));
  expect(witness.state).toEqual(all);
  expect(handlers.state).toEqual(all);
  expect(handlers.oddities).toEqual([]);
  expect(writer.unknown).toBeGreaterThan(0);
  expect(versionsOf(informer.list())).toEqual(all);
  client.close();
  await witness.ended;
});
