// A cluster as people run it: the API's own program, a node's own program for each node, and the built command line.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, connect, type Pod } from '@portolan/client';
import { signal } from '../../apps/agent/src/process-runtime/process-table.ts';
import { AgentProcess, type ContainerProcess } from './agent-process.ts';
import { type ApiProcess, startApiProcess } from './api-process.ts';
import { createDatabase, type TestDatabase } from './database.ts';
import { until } from './until.ts';

export interface LocalClusterOptions {
  readonly nodes: readonly string[];
  readonly apiArgs?: readonly string[];
  readonly agentArgs?: readonly string[];
  /** The API has a database of its own, which can be killed with it; else one on the server of all tests. */
  readonly ownDatabase?: boolean;
}

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const cliProgram = fileURLToPath(new URL('../../apps/cli/bin/portolan.mjs', import.meta.url));

/** Of 56 slots, files that run at the same time have others, and those that follow each other mostly do. */
const mostWorkers = 4;
const worker = Number(process.env.VITEST_POOL_ID ?? 0) % mostWorkers;
let turn = process.pid;

/** Clusters side by side on one machine share its loopback addresses, so that each has ranges of its own. */
export function ownRanges(): string[] {
  const slot = mostWorkers * (turn++ % 14) + worker;
  return [`--service-cluster-ip-range=127.${4 + slot}.0.0/16`, `--cluster-cidr=127.${192 + slot}.0.0/16`];
}

export class LocalCluster {
  readonly client: Client;
  readonly agents = new Map<string, AgentProcess>();
  private readonly home: ControlPlaneHome;
  private process: ApiProcess;

  private constructor(home: ControlPlaneHome, api: ApiProcess, client: Client) {
    this.home = home;
    this.process = api;
    this.client = client;
  }

  static async start(options: LocalClusterOptions): Promise<LocalCluster> {
    const { nodes, apiArgs = [], agentArgs = [], ownDatabase = false } = options;
    const home: ControlPlaneHome = {
      directory: mkdtempSync(join(tmpdir(), 'portolan-cluster-')),
      database: ownDatabase ? undefined : await createDatabase(),
      apiArgs: [...ownRanges(), ...apiArgs],
    };
    const api = await startApiProcess(home.database?.url, home.apiArgs, home.directory);
    const client = await connect({ server: api.url, token: api.token, fieldManager: 'test' });
    const cluster = new LocalCluster(home, api, client);
    await cluster.addNodes(nodes, { server: api.url, args: agentArgs });
    return cluster;
  }

  get api(): ApiProcess {
    return this.process;
  }

  /** API and database at once: nothing of them has time for anything more. */
  async killControlPlane(): Promise<void> {
    const { child } = this.api;
    const database = databasePid(this.home.directory);
    for (const pid of [database, ...childrenOf(database)]) signal(pid, 'SIGKILL');
    await this.api.stop('SIGKILL');
    if (child.signalCode !== 'SIGKILL') throw new Error('the API ended by itself');
  }

  /** Where it was before. */
  async restartControlPlane(): Promise<void> {
    const { directory, database, apiArgs } = this.home;
    const { port } = new URL(this.api.url);
    this.process = await startApiProcess(database?.url, [...apiArgs, '--port', port], directory);
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
  async readyPods(labelSelector: string, count: number, limitMs = 90_000): Promise<readonly Pod[]> {
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
    await this.home.database?.drop();
    rmSync(this.home.directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What outlives the API's process. */
interface ControlPlaneHome {
  readonly directory: string;
  readonly database: TestDatabase | undefined;
  readonly apiArgs: readonly string[];
}

function databasePid(home: string): number {
  return Number.parseInt(readFileSync(join(home, 'postgres/cluster/data/postmaster.pid'), 'utf8'), 10);
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

async function makeJoinToken(api: ApiProcess): Promise<string> {
  const { createJoinToken } = await api.data('mutation { createJoinToken(ttlSeconds: 600) { token } }');
  return createJoinToken.token;
}

async function runCli({ url, token }: Pick<ApiProcess, 'url' | 'token'>, args: readonly string[]): Promise<CliRun> {
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

function isReadyPod(pod: Pod): boolean {
  return isReady(pod) && pod.metadata.deletionTimestamp === undefined;
}
