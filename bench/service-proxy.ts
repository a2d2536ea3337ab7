// What the userspace service proxy costs: the same requests to the same server through it and without it, in turn. The
// proxy, the server and the clients are processes of their own. Small answers over fresh connections show the price of a
// connection, large ones over kept connections that of the bytes.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from './benchmark.ts';
import { latencyFigures, round } from './figures.ts';
import { HttpConnection } from './http-connection.ts';
import { processCpuMs } from './process-usage.ts';

const clients = 16;
const largeMiB = 1;
const durationMs = { quick: 1_000, full: 5_000 };
const rounds = { quick: 1, full: 3 };
const bytesPerMiB = 1 << 20;

export const serviceProxy: Benchmark = {
  name: 'service-proxy',
  summary: 'requests through the service proxy of a node, against the same ones without it',
  async run({ quick }) {
    const speed = quick ? 'quick' : 'full';
    const forMs = durationMs[speed];
    return {
      clients,
      freshConnections: await compare('ok', rounds[speed], (url, cpu) => measureFresh(url, { forMs, cpu })),
      largeAnswers: await compare('x'.repeat(largeMiB * bytesPerMiB), rounds[speed], (url, cpu) =>
        measureLarge(url, { forMs, cpu }),
      ),
    };
  },
};

/** CPU time that the proxy, or without it nobody, has used so far. */
type Cpu = () => number | undefined;

/** In turn, so that what else the machine does hurts both alike. */
async function compare<T>(answer: string, turns: number, measure: (url: string, cpu: Cpu) => Promise<T>) {
  const server = child('bytes-server.ts');
  const proxy = child('proxy-process.ts');
  try {
    const serverUrl = await tell(server, Buffer.from(answer));
    const proxyUrl = await tell(proxy, serverUrl);
    const direct: T[] = [];
    const proxied: T[] = [];
    for (let turn = 0; turn < turns; turn++) {
      direct.push(await measure(serverUrl, () => undefined));
      proxied.push(await measure(proxyUrl, () => processCpuMs(proxy.pid ?? 0)));
    }
    return { direct, proxied };
  } finally {
    server.kill();
    proxy.kill();
  }
}

function child(file: string): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), { serialization: 'advanced' });
}

/** Its answer is where it serves. */
async function tell(process: ChildProcess, message: Buffer | string): Promise<string> {
  process.send(message);
  const [url] = (await once(process, 'message')) as [string];
  return url;
}

interface Load {
  readonly forMs: number;
  readonly cpu: Cpu;
}

async function measureFresh(url: string, { forMs, cpu }: Load) {
  const { seconds, latencies, cpuMs } = await drive({ forMs, cpu }, async () => {
    const connection = await HttpConnection.open(url, '/');
    await connection.post('');
    connection.close();
  });
  return {
    requestsPerSecond: Math.round(latencies.length / seconds),
    ...latencyFigures(latencies),
    ...(cpuMs !== undefined && { proxyCpuMicrosPerConnection: Math.round((cpuMs * 1000) / latencies.length) }),
  };
}

async function measureLarge(url: string, { forMs, cpu }: Load) {
  const connections = await Promise.all(Array.from({ length: clients }, () => HttpConnection.open(url, '/')));
  const { seconds, latencies, cpuMs } = await drive({ forMs, cpu }, async (client) => {
    await connections[client]?.post('');
  });
  for (const connection of connections) connection.close();
  const mebibytes = latencies.length * largeMiB;
  return {
    mebibytesPerSecond: Math.round(mebibytes / seconds),
    ...(cpuMs !== undefined && { proxyCpuMicrosPerMiB: Math.round((cpuMs * 1000) / mebibytes) }),
  };
}

/** Each client asks again as soon as it was answered. */
async function drive({ forMs, cpu }: Load, ask: (client: number) => Promise<void>) {
  const [cpuBefore, startMs] = [cpu(), performance.now()];
  const latencies: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < startMs + forMs) {
        const askedMs = performance.now();
        await ask(client);
        latencies.push(performance.now() - askedMs);
      }
    }),
  );
  const [cpuAfter, seconds] = [cpu(), (performance.now() - startMs) / 1000];
  const cpuMs = cpuBefore === undefined || cpuAfter === undefined ? undefined : round(cpuAfter - cpuBefore);
  return { seconds, latencies, cpuMs };
}
