// An agent in this process, on a runtime in memory, against a real API.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, connect } from '@portolan/client';
import { Agent, type AgentOptions } from '../../apps/agent/src/agent.ts';
import { systemAgentClock } from '../../apps/agent/src/clock.ts';
import { HollowRuntime, type HollowRuntimeOptions } from '../../apps/agent/src/hollow/hollow-runtime.ts';
import { readHostFacts } from '../../apps/agent/src/node/host-facts.ts';
import type { PodVolumes } from '../../apps/agent/src/pod-volumes.ts';
import type { ApiClient } from './api-process.ts';

export interface TestAgent {
  readonly agent: Agent;
  readonly runtime: HollowRuntime;
  readonly client: Client;
  readonly data: string;
  /** What went wrong, in words. */
  readonly reports: string[];
  /** Its data stays for another one that is given it, and goes with the last. */
  stop(options?: { readonly keepsData: boolean }): Promise<void>;
}

const noVolumes: PodVolumes = { prepare: async () => new Map(), remove: async () => undefined };

const joinDocument = 'mutation Join($name: String!) { joinNode(name: $name) { token } }';

export interface TestAgentOptions extends Partial<Omit<AgentOptions, 'runtime' | 'client'>> {
  readonly hollow?: Partial<HollowRuntimeOptions>;
  readonly runtime?: HollowRuntime;
  readonly server?: string;
  readonly token?: string;
  readonly nodeName?: string;
}

export async function startAgent(api: ApiClient, given: TestAgentOptions = {}): Promise<TestAgent> {
  const { hollow, runtime: kept, server = api.url, token, nodeName: name = 'n1', ...options } = given;
  const clock = options.clock ?? systemAgentClock;
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'portolan-agent-'));
  const own = token ?? ((await api.data(joinDocument, { name })).joinNode.token as string);
  const client = await connect({ server, token: own, fieldManager: 'kubelet' });
  const runtime = kept ?? new HollowRuntime({ clock, ...hollow });
  const reports: string[] = [];
  const agent = new Agent({
    client,
    clock,
    runtime,
    facts: await readHostFacts(tmpdir()),
    settings: { name, labels: {}, taints: [], maxPods: 110, systemReserved: {} },
    data,
    stopsPods: false,
    nodeStatusMs: 10_000,
    syncMs: 60_000,
    fileCheckMs: 20_000,
    makeVolumes: () => noVolumes,
    report: (error, where) => reports.push(`${where}: ${error instanceof Error ? error.stack : String(error)}`),
    ...options,
  });
  await agent.start();
  return {
    agent,
    runtime,
    client,
    data,
    reports,
    async stop({ keepsData } = { keepsData: false }) {
      await agent.stop();
      client.close();
      if (!keepsData) rmSync(data, { recursive: true, force: true });
    },
  };
}
