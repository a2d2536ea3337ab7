// B5: what it takes to list every pod as a whole object, and a few fields of each, through the whole API. Beside it what no
// server that stringifies can go below, and what no server at all can: the same bytes sent as they are.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ApiProcess, withApi } from './api-process.ts';
import { type Benchmark, type RunOptions, withPostgres } from './benchmark.ts';
import { latencyFigures, round } from './figures.ts';
import { HttpConnection } from './http-connection.ts';
import { createPods } from './pods.ts';
import { processCpuMs, residentMiB } from './process-usage.ts';

const podCount = { quick: 1_000, full: 10_000 };
const warmUps = { quick: 3, full: 8 };
const requests = { quick: 5, full: 40 };

const wholeObjects = '{ pods { resourceVersion nodes { manifest } } }';
const fewFields = `{
  pods { resourceVersion nodes {
    metadata { namespace name uid resourceVersion creationTimestamp labels }
    spec { nodeName }
    status { phase podIP containerStatuses { ready restartCount } }
  } }
}`;

export const list: Benchmark = {
  name: 'B5-list',
  summary: 'lists of 10,000 pods, against JSON.stringify of the same objects and against sending the same bytes',
  run: (options) =>
    withPostgres(async (server) => withApi(await server.createDatabase(), (api) => measureApi(api, options))),
};

async function measureApi(api: ApiProcess, { quick }: RunOptions) {
  const speed = quick ? 'quick' : 'full';
  const pods = podCount[speed];
  await createPods(api, pods);
  const whole = await measureList(api, wholeObjects, pods, speed);
  const fields = await measureList(api, fewFields, pods, speed);
  const stringify = measureStringify(whole.body, speed);
  const bytes = await measureBytes(whole.body, speed);
  return {
    pods,
    wholeObjects: whole.figures,
    fewFields: fields.figures,
    stringify,
    bytes,
    timesStringify: round(whole.figures.p50Ms / stringify.p50Ms, 2),
    timesBytes: round(whole.figures.p50Ms / bytes.p50Ms, 2),
  };
}

type Speed = 'quick' | 'full';

async function measureList(api: ApiProcess, query: string, pods: number, speed: Speed) {
  const connection = await api.connect();
  const measured = await measureRequests(connection, JSON.stringify({ query }), { pid: api.pid, speed });
  connection.close();
  const { data, errors } = JSON.parse(measured.body.toString()) as ListAnswer;
  if (errors || data.pods.nodes.length !== pods)
    throw new Error(`not a list of ${pods} pods: ${JSON.stringify(errors)}`);
  const figures = { ...measured.figures, residentMiB: residentMiB(api.pid) };
  return { body: measured.body, figures };
}

interface ListAnswer {
  readonly data: { readonly pods: { readonly nodes: ReadonlyArray<{ readonly manifest: unknown }> } };
  readonly errors?: unknown;
}

/** One after the other, from the request's first byte to the answer's last. */
async function measureRequests(connection: HttpConnection, request: string, of: { pid: number; speed: Speed }) {
  for (let turn = 0; turn < warmUps[of.speed]; turn++) await connection.post(request);
  const count = requests[of.speed];
  const latencies: number[] = [];
  const cpuBefore = processCpuMs(of.pid);
  let body: Buffer = Buffer.alloc(0);
  for (let turn = 0; turn < count; turn++) {
    const startMs = performance.now();
    body = await connection.post(request);
    latencies.push(performance.now() - startMs);
  }
  const cpuAfter = processCpuMs(of.pid);
  const cpuMs = cpuBefore === undefined || cpuAfter === undefined ? undefined : round((cpuAfter - cpuBefore) / count);
  return { body, figures: { megabytes: round(body.length / 1e6), ...latencyFigures(latencies), serverCpuMs: cpuMs } };
}

/** The answer's objects made into bytes from nothing, nothing else. */
function measureStringify(body: Buffer, speed: Speed) {
  const answer: unknown = JSON.parse(body.toString());
  const latencies: number[] = [];
  for (let turn = -warmUps[speed]; turn < requests[speed]; turn++) {
    const startMs = performance.now();
    const { length } = Buffer.from(JSON.stringify(answer));
    if (length !== body.length) throw new Error('the answer is not what JSON.stringify makes of it');
    if (turn >= 0) latencies.push(performance.now() - startMs);
  }
  return latencyFigures(latencies);
}

/** A server that has the whole answer ready, in a process of its own. */
async function measureBytes(body: Buffer, speed: Speed) {
  const server = fork(fileURLToPath(new URL('bytes-server.ts', import.meta.url)), { serialization: 'advanced' });
  try {
    server.send(body);
    const [url] = (await once(server, 'message')) as [string];
    const connection = await HttpConnection.open(url, '/');
    const { figures } = await measureRequests(connection, '{}', { pid: pidOf(server), speed });
    connection.close();
    return figures;
  } finally {
    server.kill();
  }
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the process did not start');
  return pid;
}
