// The node's heartbeat: a lease that is renewed every 10 s. When it runs out, the node counts as lost.
import { type Client, isCode, type Lease, type Node } from '@portolan/client';
import type { Timer } from '@portolan/client/clock.ts';
import { type AgentClock, microTimeText } from '../clock.ts';
import { leaseDurationSeconds, nodeLeaseNamespace, renewIntervalMs, renewLeases } from './renew-leases.ts';

export interface NodeLeaseOptions {
  readonly client: Client;
  readonly clock: AgentClock;
  node(): Pick<Node, 'metadata'>;
  report(error: unknown, where: string): void;
}

const retryMs = 2_000;

export function newLease({ metadata: { name, uid } }: Pick<Node, 'metadata'>, nowMs: number): Lease {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace: nodeLeaseNamespace,
      ...(uid !== undefined && { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] }),
    },
    spec: { holderIdentity: name, leaseDurationSeconds, renewTime: microTimeText(nowMs) },
  };
}

export class NodeLease {
  private readonly options: NodeLeaseOptions;
  private lease: Lease | undefined;
  private timer: Timer | undefined;
  private isStopped = false;

  constructor(options: NodeLeaseOptions) {
    this.options = options;
  }

  start(): void {
    this.schedule(0);
  }

  stop(): void {
    this.isStopped = true;
    this.timer?.cancel();
  }

  private schedule(delayMs: number): void {
    if (this.isStopped) return;
    this.timer = this.options.clock.setTimer(delayMs, () => {
      this.beat().then(
        () => this.schedule(renewIntervalMs),
        (error: unknown) => {
          this.options.report(error, 'renew the lease of the node');
          this.schedule(retryMs);
        },
      );
    });
  }

  private async beat(): Promise<void> {
    const { client, clock } = this.options;
    this.lease ??= await this.acquire();
    const { name, uid = '' } = this.lease.metadata;
    const [refusal] = await renewLeases(client, [{ name, uid }], microTimeText(clock.now()));
    if (!refusal) return;
    this.lease = undefined;
    if (!isCode(refusal, 'NOT_FOUND', 'CONFLICT')) throw refusal;
    this.lease = await this.acquire();
  }

  private async acquire(): Promise<Lease> {
    const { client, clock, node } = this.options;
    const { name } = node().metadata;
    const found = await client.leases.find({ name, namespace: nodeLeaseNamespace });
    if (found) return found;
    return (await client.leases.create(newLease(node(), clock.now()))).object;
  }
}
