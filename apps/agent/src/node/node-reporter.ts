// Registers the node and keeps its status current: looked at every 10 s, written when something changed, and every 5 minutes.

import {
  type Client,
  ConnectionError,
  type Informer,
  isCode,
  type Node,
  type NodeCondition,
  type NodeStatus,
} from '@portolan/client';
import type { Timer } from '@portolan/client/clock.ts';
import type { AgentClock } from '../clock.ts';
import { isSameStatus } from '../status-manager/merge-status.ts';
import type { HostFacts } from './host-facts.ts';
import { labelsOf, type NodeSettings, newNode, nodeConditions, nodeStatus, type RuntimeFacts } from './node-status.ts';

export interface NodeReporterOptions {
  readonly client: Client;
  readonly clock: AgentClock;
  readonly facts: HostFacts;
  readonly settings: NodeSettings;
  readonly runtime: RuntimeFacts;
  readonly updateMs: number;
  /** Why the node is not ready. */
  trouble(): string | undefined;
  report(error: unknown, where: string): void;
}

const reportMs = 5 * 60_000;

export class NodeReporter {
  private readonly options: NodeReporterOptions;
  private current: Node | undefined;
  private informer: Informer<Node> | undefined;
  private reportedAtMs: number | undefined;
  private timer: Timer | undefined;
  private listener: ((node: Node) => void) | undefined;
  private isStopped = false;

  constructor(options: NodeReporterOptions) {
    this.options = options;
  }

  /** The node as the API has it; undefined before it was reached for the first time. */
  get node(): Node | undefined {
    return this.current;
  }

  /** Throws when the API refuses or cannot be reached. */
  async register(): Promise<Node> {
    const { client, settings, facts, runtime } = this.options;
    const { name } = settings;
    try {
      const status = this.statusNow([]);
      this.current = (await client.nodes.create({ ...newNode(facts, settings, runtime), status })).object;
      this.reportedAtMs = this.options.clock.monotonic();
    } catch (error) {
      if (!isCode(error, 'ALREADY_EXISTS')) throw error;
      const labels = labelsOf(facts, settings, runtime);
      this.current = (await client.nodes.patch({ name }, { metadata: { labels } }, { type: 'MERGE' })).object;
    }
    this.informer ??= client.nodes.informer({ fieldSelector: `metadata.name=${name}` });
    const keep = (node: Node) => {
      this.current = node;
      this.listener?.(node);
    };
    this.informer.on({ add: keep, update: keep });
    await this.update();
    this.schedule(this.options.updateMs);
    return this.current;
  }

  /** Hears of every state of the node. */
  onChange(listener: (node: Node) => void): void {
    this.listener = listener;
    if (this.current) listener(this.current);
  }

  stop(): void {
    this.isStopped = true;
    this.timer?.cancel();
    this.informer?.stop();
  }

  private schedule(delayMs: number): void {
    this.timer?.cancel();
    if (this.isStopped) return;
    this.timer = this.options.clock.setTimer(delayMs, () => {
      this.update()
        .catch((error: unknown) => {
          // A node that is gone, or an API that is: the lease tells of it, and the next round tries again.
          if (!(error instanceof ConnectionError)) this.options.report(error, 'write the status of the node');
        })
        .then(() => this.schedule(this.options.updateMs));
    });
  }

  private async update(): Promise<void> {
    const { client, clock, settings } = this.options;
    const before = this.current?.status ?? {};
    const status = this.statusNow(before.conditions ?? []);
    const isDue = this.reportedAtMs === undefined || clock.monotonic() - this.reportedAtMs >= reportMs;
    if (!isDue && !differs(before, status)) return;
    const { object } = await client.nodes.patch({ name: settings.name }, { status }, { subresource: 'STATUS' });
    this.current = object;
    this.reportedAtMs = clock.monotonic();
  }

  private statusNow(before: readonly NodeCondition[]): NodeStatus {
    const { clock, facts, settings, runtime, trouble } = this.options;
    const conditions = nodeConditions(trouble(), before, clock.now());
    return { ...nodeStatus(facts, settings, runtime), conditions };
  }
}

/** Whether the API's copy lacks something other than the newest heartbeat. */
function differs(before: NodeStatus, status: NodeStatus): boolean {
  const { conditions = [], ...rest } = status;
  const known = Object.fromEntries(Object.keys(rest).map((key) => [key, before[key as keyof NodeStatus]]));
  if (!isSameStatus(known, rest)) return true;
  return conditions.some(({ lastHeartbeatTime: _, ...condition }) => {
    const { lastHeartbeatTime: __, ...other } = before.conditions?.find(({ type }) => type === condition.type) ?? {};
    return !isSameStatus(other, condition);
  });
}
