// The dashboard's process: serves pages and assets, nothing else. The API stands before it and forwards what is not its own,
// so whoever ends this process, or whatever goes wrong in it, harms no control plane.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import next from 'next';
import { Assets } from './assets.ts';
import { viewerHeader } from './session/viewer.ts';

const usage = `portolan dashboard [OPTION...]

  --port PORT   where the pages are served (default 4001; 0: any free port)
  --host HOST   default 127.0.0.1: the API forwards to it ("--dashboard URL")`;
const help = 'portolan dashboard --help';

interface Place {
  readonly host: string;
  readonly port: number;
}

class FlagError extends Error {}

const folder = fileURLToPath(new URL('..', import.meta.url));

async function main({ host, port }: Place): Promise<void> {
  const app = next({ dev: false, dir: folder, hostname: host, port });
  await app.prepare();
  const handle = app.getRequestHandler();
  const assets = new Assets(join(folder, 'dist.next/static'));
  const server = createServer((request, response) => {
    if (assets.send(request, response)) return;
    handle(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  stopOnSignals(() => server.close());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
  console.log(`ready on ${url}`);
  process.send?.({ ready: { url } }, undefined, undefined, () => undefined);
  await warmUp(url).catch((error: unknown) => console.error(error));
}

/** The first page that is rendered takes a second longer than the others: nobody shall wait for that. */
async function warmUp(url: string): Promise<void> {
  const viewer = encodeURIComponent(JSON.stringify({ user: '', groups: [] }));
  const response = await fetch(url, { headers: { accept: 'text/html', [viewerHeader]: viewer } });
  await response.text();
}

function stopOnSignals(stop: () => void): void {
  const end = () => {
    stop();
    // Pages hold connections open that nothing is sent on.
    process.exit(0);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.once('disconnect', end);
}

/** Undefined: only the usage was asked for. */
function readPlace(args: readonly string[]): Place | undefined {
  let values: { port?: string; host?: string; help?: boolean };
  try {
    const options = {
      port: { type: 'string' },
      host: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new FlagError(`${(error as Error).message}\nRun: ${help}`);
  }
  if (values.help) return undefined;
  const { port = '4001', host = '127.0.0.1' } = values;
  if (!/^\d+$/.test(port) || Number(port) > 65_535) throw new FlagError(`--port ${port} is not a port: 0 to 65535`);
  return { host, port: Number(port) };
}

try {
  const place = readPlace(process.argv.slice(2));
  if (place) await main(place);
  else process.stdout.write(`${usage}\n`);
} catch (error) {
  const isMistake = error instanceof FlagError;
  process.stderr.write(`${isMistake ? error.message : (error as Error).stack}\n`);
  process.exit(isMistake ? 2 : 1);
}
