// API servers in the process of the tests, on a fresh database or on one they share.
import { randomUUID } from 'node:crypto';
import { type ControlPlane, type LoopOptions, startControlPlane } from '@portolan/core/control-plane.ts';
import { buildSchema } from '@portolan/core/graphql/schema.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { systemClock } from '@portolan/core/resource/clock.ts';
import { parseManifests } from '@portolan/core/resource/manifest.ts';
import { leaderElectionDefaults } from '@portolan/core/runtime/leader-election-options.ts';
import { openPostgresStore } from '@portolan/core/store/postgres-store.ts';
import type { GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { issueAdminToken } from '../../apps/api/src/access/credentials.ts';
import { defaultLimits, type ServerLimits } from '../../apps/api/src/options.ts';
import { ApiServer } from '../../apps/api/src/server.ts';
import { ApiClient } from './api-process.ts';
import { createDatabase } from './database.ts';

export interface TestApiOptions {
  /** A fresh database when absent. */
  readonly databaseUrl?: string;
  readonly limits?: Partial<ServerLimits>;
  /** The schema of all kinds when absent. */
  readonly schema?: GraphQLSchema;
  /** Which controllers to run, as `--controllers`; none when absent. */
  readonly controllers?: readonly string[];
  /** Where the process of the dashboard listens. */
  readonly dashboard?: URL;
}

export interface TestApi extends ApiClient {
  readonly controlPlane: ControlPlane;
  readonly server: ApiServer;
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/** A server in this process, with the store on PostgreSQL. */
export async function startApi({
  databaseUrl,
  limits,
  schema,
  controllers,
  dashboard,
}: TestApiOptions = {}): Promise<TestApi> {
  const database = databaseUrl === undefined ? await createDatabase() : undefined;
  const url = databaseUrl ?? database?.url ?? '';
  const store = await openPostgresStore({ databaseUrl: url, clock: systemClock, warn: () => undefined });
  const controlPlane = await startControlPlane(store, systemClock);
  const server = await ApiServer.start({
    controlPlane,
    schema: schema ?? buildSchema(kinds),
    readManifests: parseManifests,
    host: '127.0.0.1',
    port: 0,
    portsTried: 1,
    ...(dashboard && { dashboard }),
    limits: { ...defaultLimits, ...limits },
    clock: systemClock,
    log: pino({ level: 'silent' }),
    logFailure: () => undefined,
  });
  if (controllers) controlPlane.startControllers({ ...testLoops(), controllers });
  const token = await issueAdminToken(controlPlane.registry);
  return Object.assign(new ApiClient(server.url, token), {
    controlPlane,
    server,
    databaseUrl: url,
    async stop() {
      await server.stop({ delayMs: 0, patienceMs: 1_000 });
      await controlPlane.stop();
      await database?.drop();
    },
  });
}

function testLoops(): LoopOptions {
  const { resourceName: _, ...leaderElection } = leaderElectionDefaults('');
  return { identity: `test_${randomUUID()}`, leaderElection, warn: () => undefined };
}
