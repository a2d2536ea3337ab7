// A cluster as people run it: the API's own program, a node's own program for each node, and the built command line.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Client, connect, type Pod } from '@portolan/client';
import { AgentProcess, type ContainerProcess } from './agent-process.ts';
import { type ApiProcess, startApiProcess } from './api-server.ts';
import { createDatabase, type TestDatabase } from './database.ts';
import { until } from './until.ts';

export interface LocalClusterOptions {
  readonly nodes: readonly string[];
  readonly apiArgs?: readonly string[];
  readonly agentArgs?: readonly string[];
}

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const cliProgram = fileURLToPath(new URL('../../apps/cli/bin/portolan.mjs', import.meta.url));

/** Clusters side by side on one machine share its loopback addresses, so that each has ranges of its own. */
export function ownRanges(): string[] {
  const slot = process.pid % 56;
  return [`--service-cluster-ip-range=127.${4 + slot}.0.0/16`, `--cluster-cidr=127.${192 + slot}.0.0/16`];
}

export class LocalCluster {
  readonly api: ApiProcess;
  readonly client: Client;
  readonly agents = new Map<string, AgentProcess>();
  private readonly database: TestDatabase;

  private constructor(database: TestDatabase, api: ApiProcess, client: Client) {
    this.database = database;
    this.api = api;
    this.client = client;
  }

  static async start({ nodes, apiArgs = [], agentArgs = [] }: LocalClusterOptions): Promise<LocalCluster> {
    const database = await createDatabase();
    const api = await startApiProcess(database.url, [...ownRanges(), ...apiArgs]);
    const client = await connect({ server: api.url, token: api.token, fieldManager: 'test' });
    const cluster = new LocalCluster(database, api, client);
    await cluster.addNodes(nodes, { server: api.url, args: agentArgs });
    return cluster;
  }

  /** Returns when all are ready for pods. */
  async addNodes(names: readonly string[], { server, args }: { server: string; args: readonly string[] }) {
    const joinToken = await makeJoinToken(this.api);
    for (const name of names) this.agents.set(name, new AgentProcess({ name, server, joinToken, args }));
    await Promise.all(names.map((name) => this.agent(name).start()));
    await until('the nodes are ready', async () => {
      const { items } = await this.client.nodes.list();
      return names.every((name) => items.some((node) => node.metadata.name === name && isReady(node)));
    });
  }

  agent(name: string): AgentProcess {
    const found = this.agents.get(name);
    if (!found) throw new Error(`no node ${name}`);
    return found;
  }

  /** The command line, as typed. */
  async cli(...args: readonly string[]): Promise<CliRun> {
    return runCli(this.api, args);
  }

  async pods(labelSelector: string): Promise<readonly Pod[]> {
    return (await this.client.pods.list({ namespace: 'default', labelSelector })).items;
  }

  /** Those that are ready and not about to end, once there are so many. */
  async readyPods(labelSelector: string, count: number, limitMs = 30_000): Promise<readonly Pod[]> {
    return until(
      `${count} ready pods of ${labelSelector}`,
      async () => {
        const ready = (await this.pods(labelSelector)).filter(isReadyPod);
        return ready.length === count ? ready : undefined;
      },
      limitMs,
    );
  }

  /** Throws when the pod's container has no process. */
  processOf(pod: Pod): ContainerProcess {
    const found = this.agent(pod.spec?.nodeName ?? '').processOf(pod);
    if (!found) throw new Error(`no process of ${pod.metadata.name}`);
    return found;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.agents.values()].map((each) => each.stop()));
    this.client.close();
    await this.api.stop();
    await this.database.drop();
  }
}

export async function makeJoinToken(api: ApiProcess): Promise<string> {
  const { createJoinToken } = await api.data('mutation { createJoinToken(ttlSeconds: 600) { token } }');
  return createJoinToken.token;
}

export async function runCli(
  { url, token }: Pick<ApiProcess, 'url' | 'token'>,
  args: readonly string[],
): Promise<CliRun> {
  const child = spawn(process.execPath, [cliProgram, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORTOLAN_SERVER: url, PORTOLAN_TOKEN: token },
  });
  const run = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (run.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (run.stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...run };
}

type WithConditions = { status?: { conditions?: ReadonlyArray<{ type: string; status: string }> } };

export function isReady({ status }: WithConditions): boolean {
  return status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True') === true;
}

export function isReadyPod(pod: Pod): boolean {
  return isReady(pod) && pod.metadata.deletionTimestamp === undefined;
}
