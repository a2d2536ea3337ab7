// Two controller processes on one database, of which the active one is paused, resumed and killed in the middle of its work.
// What each process has written is told by the database itself, which notes the connection that every change came from.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Client, connect } from '@portolan/client';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const program = fileURLToPath(new URL('../../apps/api/dist/controller-manager.js', import.meta.url));
const quick = [
  '--leader-elect-lease-duration=4s',
  '--leader-elect-renew-deadline=3s',
  '--leader-elect-retry-period=500ms',
];
/** What a controller sends to the database to write, and nothing but the fence can refuse: a pod of a name not taken yet. */
const write = /"op":"create","kind":"Pod"/;
const rounds = 2;

let database: TestDatabase;
let api: ApiProcess;
let client: Client;
let auditor: pg.Client;
const managers: Manager[] = [];

class Manager {
  readonly name: string;
  readonly child: ChildProcess;
  /** Its way to the database. */
  readonly link: TcpProxy;
  private log = '';

  static async start(name: string): Promise<Manager> {
    const { hostname: host, port } = new URL(database.url);
    return new Manager(name, await TcpProxy.start({ host, port: Number(port) }));
  }

  private constructor(name: string, link: TcpProxy) {
    this.name = name;
    this.link = link;
    const url = new URL(database.url);
    url.host = `127.0.0.1:${link.port}`;
    url.searchParams.set('application_name', name);
    const args = ['--enable-source-maps', program, '--database-url', url.href, ...quick];
    this.child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk) => (this.log += String(chunk)));
  }

  get isLeading(): boolean {
    const said = this.log.match(/became leader|stopped leading/g);
    return said?.at(-1) === 'became leader';
  }

  async kill(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
    await this.link.stop();
  }
}

beforeAll(async () => {
  database = await createDatabase();
  auditor = new pg.Client({ connectionString: database.url });
  await auditor.connect();
  await auditor.query(`
    CREATE TABLE audit (revision bigint, kind text, writer text);
    CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO audit VALUES (NEW.revision, NEW.kind, current_setting('application_name'));
      RETURN NULL;
    END $$;
    CREATE TRIGGER audit AFTER INSERT ON change FOR EACH ROW EXECUTE FUNCTION audit();
  `);
  api = await startApiProcess(database.url, ['--no-controllers', '--no-scheduler']);
  client = await connect({ server: api.url, token: api.token, fieldManager: 'test' });
  managers.push(await Manager.start('one'), await Manager.start('two'));
});
afterAll(async () => {
  await Promise.all(managers.map((each) => each.kill()));
  client?.close();
  await api?.stop('SIGKILL');
  await auditor?.end();
  await database?.drop();
});

/** Of the changes after a revision, as the database saw them come; events are said of the past and bind nobody. */
async function writtenBy(
  name: string,
  sinceRevision: number,
): Promise<ReadonlyArray<{ revision: string; kind: string }>> {
  const text = `SELECT revision, kind FROM audit WHERE writer = $1 AND revision > $2 AND kind NOT LIKE 'Event%'`;
  return (await auditor.query(text, [name, sinceRevision])).rows;
}

/** The revision at which the present leader took over: its fence. */
async function epoch(): Promise<number> {
  const lease = await client.leases.get({ name: 'kube-controller-manager', namespace: 'kube-system' });
  return Number(lease.metadata.resourceVersion);
}

async function roles(): Promise<{ leader: Manager; other: Manager }> {
  return until('one process leads', () => {
    const leader = managers.find((each) => each.isLeading);
    const other = managers.find((each) => !each.isLeading);
    return leader && other && { leader, other };
  });
}

function replicaSet(name: string, replicas: number) {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'web:1' }] } },
    },
  };
}

/** Work without an end: sets of pods that grow and shrink again. */
class Churn {
  private isStopped = false;
  private readonly working: Promise<void>;

  constructor() {
    this.working = this.work();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.working;
  }

  private async work(): Promise<void> {
    for (let step = 0; !this.isStopped; step++) await client.apply([replicaSet(`churn-${step % 4}`, step % 7)]);
  }
}

describe('the active one of two controller processes', () => {
  it('writes nothing any more when it was paused beyond its lease in the middle of its work', async () => {
    const churn = new Churn();
    try {
      for (let round = 0; round < rounds; round++) {
        const { leader, other } = await roles();
        const began = await epoch();
        await until('it works', async () => (await writtenBy(leader.name, began)).length > 5, 180_000);
        // What it has just sent arrives when another leads already, and it wakes up in the belief that it leads.
        leader.link.hold((chunk) => write.test(chunk.toString()));
        await until('a write is under way', () => leader.link.isHolding);
        leader.child.kill('SIGSTOP');
        await until('the other leads', () => other.isLeading).finally(() => leader.child.kill('SIGCONT'));
        leader.link.release();
        const takenOver = await epoch();
        expect(takenOver).toBeGreaterThan(began);
        await until('it knows that it leads no more', () => !leader.isLeading);
        await until('the other works', async () => (await writtenBy(other.name, takenOver)).length > 5, 180_000);
        expect(await writtenBy(leader.name, takenOver)).toEqual([]);
      }
    } finally {
      await churn.stop();
    }
  });

  it('is replaced when it is killed, and its work is gone on with', async () => {
    const { leader, other } = await roles();
    await client.apply([replicaSet('before', 3)]);
    await podsOf('before', 3);
    managers.splice(managers.indexOf(leader), 1);
    await leader.kill();
    await client.apply([replicaSet('before', 5), replicaSet('after', 4)]);
    await until('the other leads', () => other.isLeading);
    await podsOf('before', 5);
    await podsOf('after', 4);
  });
});

async function podsOf(app: string, count: number): Promise<void> {
  await until(`${count} pods of ${app}`, async () => {
    const { total } = await client.pods.list({ namespace: 'default', labelSelector: `app=${app}`, first: 1 });
    return total === count;
  });
}
