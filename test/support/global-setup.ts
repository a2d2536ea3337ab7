// One PostgreSQL server for a whole run of tests, started when the first test asks for it: a run of unit tests alone needs
// none. It lives in this process and ends with it; the files that use it live in processes of their own, so they ask over
// loopback HTTP.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@portolan/core/store/embedded-postgres.ts';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the URL of the test server. */
    postgresAddress: string;
  }
}

const repository = fileURLToPath(new URL('../..', import.meta.url));

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Another project's tests have it already.
  if (project.getProvidedContext().postgresAddress) return undefined;
  // Tests start the programs as people do: from their bundles. Those that open pages build them themselves.
  execFileSync(process.execPath, [join(repository, 'scripts/build.mjs'), '--without-pages'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const lent = process.env.TEST_DATABASE_URL ?? process.env.DATABASE_URL;
  let started: Promise<{ server: EmbeddedPostgres; dir: string }> | undefined;
  const desk = createServer(async (_, response) => {
    try {
      if (!lent) started ??= startServer();
      response.end(lent ?? (await started)?.server.url);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  const { port } = desk.address() as AddressInfo;
  project.vitest.provide('postgresAddress', `http://127.0.0.1:${port}`);
  return async () => {
    desk.close();
    const running = await started;
    await running?.server.stop();
    if (running) rmSync(running.dir, { recursive: true, force: true });
  };
}

/** Tests that kill a server start their own: what this one holds need not survive a crash of the machine. */
async function startServer() {
  const dir = await mkdtemp(join(tmpdir(), 'portolan-test-'));
  const server = await startEmbeddedPostgres({ dir, settings: { fsync: 'off', shared_buffers: '64MB' } });
  return { server, dir };
}
