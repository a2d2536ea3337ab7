// Several API processes on one database, and a store of the rig's own that reaches it without any proxy.
import { join } from 'node:path';
import { startControlPlane } from '@portolan/core/control-plane.ts';
import { systemClock } from '@portolan/core/resource/clock.ts';
import { openPostgresStore } from '@portolan/core/store/postgres-store.ts';
import type { Store } from '@portolan/core/store/store.ts';
import { issueAdminToken } from '../../../apps/api/src/access/credentials.ts';
import { postStartHooks } from '../../../apps/api/src/post-start-hooks.ts';
import { ApiNode } from './api-node.ts';
import type { DatabaseServer } from './database-server.ts';

export interface ClusterOptions {
  readonly server: DatabaseServer;
  readonly program: string;
  readonly nodes: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly logFolder: string;
}

export interface Cluster {
  readonly server: DatabaseServer;
  readonly nodes: readonly ApiNode[];
  readonly store: Store;
  /** The administrator's. */
  readonly token: string;
  /** Everything up, every network good. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { server, program, environment = {}, logFolder } = options;
  const databaseUrl = await server.createDatabase();
  const store = await openPostgresStore({ databaseUrl, clock: systemClock, warn: () => undefined });
  await narrowPartitions(server, databaseUrl);
  const token = await makeToken(store);
  const nodes = await Promise.all(
    Array.from({ length: options.nodes }, (_, index) => {
      const name = `api-${index}`;
      return ApiNode.open({ name, program, databaseUrl, environment, logFile: join(logFolder, `${name}.log`) });
    }),
  );
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await server.untilUp();
    await store.close();
    await server.dropDatabase(databaseUrl);
  };
  try {
    await Promise.all(nodes.map((node) => node.start()));
    return { server, nodes, store, token, heal: () => heal(server, nodes), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Partitions of an ordinary size would outlast a run; these come and go in it. */
async function narrowPartitions(server: DatabaseServer, databaseUrl: string): Promise<void> {
  await server.query(
    databaseUrl,
    `DO $$ DECLARE part regclass; BEGIN
       FOR part IN SELECT inhrelid::regclass FROM pg_inherits
         WHERE inhparent IN ('change'::regclass, 'change_set'::regclass)
       LOOP EXECUTE format('DROP TABLE %s', part); END LOOP;
       UPDATE head SET partition_end = 1, partition_width = 1000;
       PERFORM add_partitions(1);
     END $$`,
  );
}

/** Before any process of the cluster is there: what they make of the database need not be sound. */
async function makeToken(store: Store): Promise<string> {
  const { registry, cache } = await startControlPlane(store, systemClock);
  for (const { run } of postStartHooks) await run(registry);
  const token = await issueAdminToken(registry);
  cache.stop();
  return token;
}

async function heal(server: DatabaseServer, nodes: readonly ApiNode[]): Promise<void> {
  for (const node of nodes) node.heal();
  await server.untilUp();
  await Promise.all(nodes.map((node) => node.start()));
}
