// What a durable, guarded write of one object costs: through the store, which also numbers it, keeps its history and tells
// followers; as one plain SQL statement each; and through the ORM, these two into a bare table. Writers each update objects
// of their own, in turn, expecting the revision they saw last.
import { randomUUID } from 'node:crypto';
import { systemClock } from '@portolan/core/resource/clock.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import { openPostgresStore } from '@portolan/core/store/postgres-store.ts';
import { PrismaClient } from '@portolan/core/store/prisma/client.ts';
import type { Revision, Store } from '@portolan/core/store/store.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { createBareTable, insertStatement, updateStatement } from './bare-table.ts';
import { type Benchmark, type BenchServer, type RunOptions, withPostgres } from './benchmark.ts';
import { latencyFigures, round } from './figures.ts';

const writers = 256;
const connections = 16;
const objectsPerWriter = 4;
const durationMs = { quick: 1_000, full: 5_000 };
const objectBytes = 1_000;

export const writePath: Benchmark = {
  name: 'write-path',
  summary: 'coalesced guarded writes against plain single statements and the ORM',
  run: (options) =>
    withPostgres(async (server) => {
      const store = await measureStore(server, options);
      const plain = await measurePlain(server, options);
      const orm = await measureOrm(server, options);
      return {
        objectBytes,
        writers,
        store,
        plain,
        orm,
        timesPlain: round(store.rowsPerSecond / plain.rowsPerSecond),
        timesOrm: round(store.rowsPerSecond / orm.rowsPerSecond),
      };
    }),
};

/** Writes an object that is expected at `expected` (0: to be created) and returns its new revision. */
type WriteObject = (object: AnyObject, expected: Revision) => Promise<Revision>;

async function measure(server: BenchServer, { quick }: RunOptions, write: WriteObject) {
  const untilMs = (ms: number) => runWriters(write, performance.now() + ms);
  // Connections, plans and compiled code are there before the clock starts.
  await untilMs(1_000);
  const [ownBefore, serverBefore, startMs] = [process.cpuUsage(), server.cpuMs(), performance.now()];
  const latencies = await untilMs(quick ? durationMs.quick : durationMs.full);
  const seconds = (performance.now() - startMs) / 1000;
  const own = process.cpuUsage(ownBefore);
  const serverMs = serverBefore === undefined ? undefined : (server.cpuMs() ?? 0) - serverBefore;
  return {
    rowsPerSecond: Math.round(latencies.length / seconds),
    clientCpuMicrosPerRow: round((own.user + own.system) / latencies.length),
    ...(serverMs !== undefined && { serverCpuMicrosPerRow: round((serverMs * 1000) / latencies.length) }),
    ...latencyFigures(latencies),
  };
}

async function runWriters(write: WriteObject, endMs: number): Promise<number[]> {
  const latencies: number[] = [];
  await Promise.all(
    Array.from({ length: writers }, async () => {
      const objects = Array.from({ length: objectsPerWriter }, () => ({ object: configMap(), revision: 0 }));
      for (let turn = 0; performance.now() < endMs; turn++) {
        const target = objects[turn % objects.length];
        if (!target) break;
        const startMs = performance.now();
        target.revision = await write(target.object, target.revision);
        latencies.push(performance.now() - startMs);
      }
    }),
  );
  return latencies;
}

function configMap(): AnyObject {
  const uid = randomUUID();
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `c-${uid}`, namespace: 'default', uid },
    data: {},
  };
  const data: Record<string, string> = {};
  for (let key = 0; JSON.stringify({ ...object, data }).length < objectBytes; key++) data[`key-${key}`] = randomUUID();
  return { ...object, data };
}

async function measureStore(server: BenchServer, options: RunOptions) {
  const store = await openPostgresStore({
    databaseUrl: await server.createDatabase(),
    clock: systemClock,
    warn: (text, error) => console.error(text, error),
  });
  try {
    return await measure(server, options, (object, expected) => commit(store, object, expected));
  } finally {
    await store.close();
  }
}

async function commit(store: Store, object: AnyObject, expected: Revision): Promise<Revision> {
  const key = { kind: 'ConfigMap', namespace: 'default', name: object.metadata.name };
  const result = await store.commit({
    writes: [
      expected === 0 ? { op: 'create', key, object } : { op: 'update', key, object, guard: { revision: expected } },
    ],
    origin: { actor: 'system:node:n1', verb: 'update', source: 'bench' },
  });
  if (!result.ok) throw new Error('a guarded write was refused');
  return result.revision;
}

async function measurePlain(server: BenchServer, options: RunOptions) {
  const pool = new pg.Pool({ connectionString: await createBareTable(server), max: connections });
  try {
    return await measure(server, options, async (object, expected) => {
      const values = [
        'ConfigMap',
        'default',
        object.metadata.name,
        object.metadata.uid,
        expected,
        JSON.stringify(object),
      ];
      const statement = expected === 0 ? insertStatement : updateStatement;
      const { rowCount } = await pool.query({ ...statement, values });
      if (rowCount !== 1) throw new Error('a guarded write was refused');
      return expected + 1;
    });
  } finally {
    await pool.end();
  }
}

async function measureOrm(server: BenchServer, options: RunOptions) {
  const adapter = new PrismaPg({ connectionString: await createBareTable(server), max: connections });
  const prisma = new PrismaClient({ adapter, errorFormat: 'minimal' });
  try {
    return await measure(server, options, async (object, expected) => {
      const key = { kind: 'ConfigMap', namespace: 'default', name: object.metadata.name };
      const data = { uid: object.metadata.uid ?? '', revision: expected + 1, body: JSON.stringify(object) };
      if (expected === 0) await prisma.liveObject.create({ data: { ...key, ...data } });
      else await prisma.liveObject.update({ where: { kind_namespace_name: key, revision: expected }, data });
      return expected + 1;
    });
  } finally {
    await prisma.$disconnect();
  }
}
