// B11: what a durable create of a small object costs through the whole API, against one plain SQL insert each. Clients with
// a connection of their own send one request after another; the API is a process of its own, as is the database.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type ApiProcess, execute, withApi } from './api-process.ts';
import { createBareTable, insertStatement } from './bare-table.ts';
import { type Benchmark, type BenchServer, type RunOptions, withPostgres } from './benchmark.ts';
import { latencyFigures, round } from './figures.ts';
import { processCpuMs } from './process-usage.ts';

const clients = 32;
const objectBytes = 1_000;
const durationMs = { quick: 1_500, full: 6_000 };
const warmUpMs = { quick: 1_500, full: 4_000 };
const rounds = { quick: 1, full: 3 };

const createDocument = `
  mutation Create($input: ConfigMapInput!) { createConfigMap(input: $input) { outcome object { metadata { resourceVersion } } } }`;

export const create: Benchmark = {
  name: 'B11-create',
  summary: 'durable creates of a 1 KB ConfigMap by 32 clients, against plain single inserts',
  run: (options) =>
    withPostgres(async (server) => {
      const api = await withApi(await server.createDatabase(), (process) => measureApi(server, process, options));
      const plain = await measurePlain(server, options);
      const best = Math.max(...api.rounds.map(({ requestsPerSecond }) => requestsPerSecond));
      return {
        objectBytes,
        clients,
        ...api,
        plain,
        timesPlain: round(best / plain.requestsPerSecond, 2),
      };
    }),
};

/** Creates one object; a client waits for it before the next. */
type CreateObject = (client: number) => Promise<void>;

interface Usage {
  readonly apiCpuMs: number | undefined;
  readonly databaseCpuMs: number | undefined;
  readonly clientCpuMs: number;
}

async function measureRound(forMs: number, usage: () => Usage, createObject: CreateObject) {
  const before = usage();
  const startMs = performance.now();
  const latencies = await runClients(startMs + forMs, createObject);
  const seconds = (performance.now() - startMs) / 1000;
  const after = usage();
  const each = (one: number | undefined, other: number | undefined) =>
    one === undefined || other === undefined ? undefined : Math.round(((other - one) * 1000) / latencies.length);
  return {
    requestsPerSecond: Math.round(latencies.length / seconds),
    ...latencyFigures(latencies),
    apiCpuMicros: each(before.apiCpuMs, after.apiCpuMs),
    databaseCpuMicros: each(before.databaseCpuMs, after.databaseCpuMs),
    clientCpuMicros: each(before.clientCpuMs, after.clientCpuMs),
  };
}

async function runClients(endMs: number, createObject: CreateObject): Promise<number[]> {
  const latencies: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < endMs) {
        const startMs = performance.now();
        await createObject(client);
        latencies.push(performance.now() - startMs);
      }
    }),
  );
  return latencies;
}

async function measureApi(server: BenchServer, api: ApiProcess, { quick }: RunOptions) {
  const speed = quick ? 'quick' : 'full';
  const connections = await Promise.all(Array.from({ length: clients }, () => api.connect()));
  const usage = () => usageOf(server, api.pid);
  let acknowledged = 0;
  const createObject = async (client: number) => {
    const connection = connections[client];
    if (!connection) throw new Error(`there is no connection ${client}`);
    const body = await connection.post(requestBody());
    if (!body.includes('"outcome":"CREATED"')) throw new Error(body.toString());
    acknowledged += 1;
  };
  await measureRound(warmUpMs[speed], usage, createObject);
  const measured = [];
  for (let turn = 0; turn < rounds[speed]; turn++) {
    measured.push(await measureRound(durationMs[speed], usage, createObject));
  }
  const stored = await countConfigMaps(api);
  for (const connection of connections) connection.close();
  return { rounds: measured, acknowledged, lost: acknowledged - stored };
}

async function countConfigMaps(api: ApiProcess): Promise<number> {
  const connection = await api.connect();
  const query = '{ configMaps(namespace: "default", labelSelector: "bench", first: 0) { totalCount } }';
  const { configMaps } = await execute<{ configMaps: { totalCount: number } }>(connection, query);
  connection.close();
  return configMaps.totalCount;
}

function requestBody(): string {
  return JSON.stringify({ query: createDocument, variables: { input: configMap() } });
}

const fillers = 'v'.repeat(objectBytes);

/** Its manifest has the size. */
function configMap() {
  const metadata = { name: `c-${randomUUID()}`, namespace: 'default', labels: { bench: 'create' } };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'first-half': '', 'second-half': '' } };
  const half = (objectBytes - JSON.stringify(object).length) >> 1;
  return { ...object, data: { 'first-half': fillers.slice(0, half), 'second-half': fillers.slice(0, half) } };
}

function usageOf(server: BenchServer, apiPid?: number): Usage {
  const { user, system } = process.cpuUsage();
  return {
    apiCpuMs: apiPid === undefined ? undefined : processCpuMs(apiPid),
    databaseCpuMs: server.cpuMs(),
    clientCpuMs: (user + system) / 1000,
  };
}

/** Each client has a connection to the database and nothing in between. */
async function measurePlain(server: BenchServer, { quick }: RunOptions) {
  const speed = quick ? 'quick' : 'full';
  const connectionString = await createBareTable(server);
  const connections = Array.from({ length: clients }, () => new pg.Client({ connectionString }));
  await Promise.all(connections.map((connection) => connection.connect()));
  try {
    const createObject = async (client: number) => {
      const object = configMap();
      const { name } = object.metadata;
      const values = ['ConfigMap', 'default', name, name, 0, JSON.stringify(object)];
      await connections[client]?.query({ ...insertStatement, values });
    };
    await runClients(performance.now() + warmUpMs[speed] / 2, createObject);
    return await measureRound(durationMs[speed], () => usageOf(server), createObject);
  } finally {
    await Promise.all(connections.map((connection) => connection.end()));
  }
}
