// The nodes of a fleet: registered and kept alive many at a time.
import {
  type Client,
  ConnectionError,
  type Informer,
  isCode,
  type Lease,
  type Node,
  type NodeSpec,
} from '@portolan/client';
import type { Timer } from '@portolan/client/clock.ts';
import { type AgentClock, microTimeText } from '../clock.ts';
import type { HostFacts } from '../node/host-facts.ts';
import { newLease } from '../node/node-lease.ts';
import { type NodeSettings, newNode, nodeConditions, nodeStatus } from '../node/node-status.ts';
import { nodeLeaseNamespace, renewIntervalMs, renewLeases } from '../node/renew-leases.ts';

const fleetLabel = 'portolan.dev/hollow-fleet';

export interface FleetNodesOptions {
  readonly client: Client;
  readonly clock: AgentClock;
  readonly fleet: string;
  readonly names: readonly string[];
  readonly settings: Omit<NodeSettings, 'name'>;
  report(error: unknown, where: string): void;
}

const batchSize = 250;
const renewBatch = 1_000;
const runtime = { name: 'hollow', version: '1.0.0' };
/** What a hollow node claims to be. */
const facts: Omit<HostFacts, 'hostname' | 'addresses'> = {
  cpus: 32,
  memoryBytes: 256 * 2 ** 30,
  diskBytes: 2 ** 40,
  kernelVersion: '0.0.0',
  osImage: 'hollow',
  operatingSystem: 'linux',
  architecture: 'amd64',
  machineId: '',
  systemUuid: '',
  bootId: '',
};

export class FleetNodes {
  private readonly options: FleetNodesOptions;
  private readonly leases = new Map<string, Lease>();
  private readonly specs = new Map<string, NodeSpec>();
  private readonly positions: ReadonlyMap<string, number>;
  private informer: Informer<Node> | undefined;
  private timer: Timer | undefined;
  private isStopped = false;
  private readonly unready = new Set<string>();

  constructor(options: FleetNodesOptions) {
    this.options = options;
    this.positions = new Map(options.names.map((name, index) => [name, index]));
  }

  has(name: string): boolean {
    return this.positions.has(name);
  }

  /** The address that a node claims; no two of a fleet have the same. */
  addressOf(name: string): string {
    const position = (this.positions.get(name) ?? 0) + 1;
    return `10.${(position >> 16) & 255}.${(position >> 8) & 255}.${position & 255}`;
  }

  /** `127.128.3.0/24`, once the node has one. */
  podCidrOf(name: string): string | undefined {
    return this.specs.get(name)?.podCIDR || undefined;
  }

  positionOf(name: string): number {
    return this.positions.get(name) ?? 0;
  }

  /** Registers what is not there yet. */
  async start(): Promise<void> {
    const { client, fleet, names } = this.options;
    this.informer = client.nodes.informer({ labelSelector: `${fleetLabel}=${fleet}` });
    await this.informer.synced;
    const known = new Map(this.informer.list().map((node) => [node.metadata.name, node]));
    const keep = (node: Node) => this.keep(node);
    this.informer.on({ add: keep, update: keep });
    const missing = names.filter((name) => !known.has(name));
    for (let at = 0; at < missing.length; at += batchSize) {
      const nodes = await this.register(missing.slice(at, at + batchSize));
      for (const node of nodes) known.set(node.metadata.name, node);
    }
    await this.acquire(names.flatMap((name) => known.get(name) ?? []));
    this.schedule(0);
  }

  stop(): void {
    this.isStopped = true;
    this.timer?.cancel();
    this.informer?.stop();
  }

  private keep({ metadata, spec = {}, status }: Node): void {
    this.specs.set(metadata.name, spec);
    const isReady = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
    if (!isReady && this.has(metadata.name)) this.unready.add(metadata.name);
  }

  private async register(names: readonly string[]): Promise<readonly Node[]> {
    const { client } = this.options;
    const { results } = await client.commit(names.map((name) => client.nodes.operations.create(this.nodeOf(name))));
    return results.map(({ object }) => object);
  }

  private nodeOf(name: string): Node {
    const { settings, fleet, clock } = this.options;
    const own = { ...settings, name, labels: { ...settings.labels, [fleetLabel]: fleet } };
    const host = { ...facts, hostname: name, addresses: [this.addressOf(name)] };
    const conditions = nodeConditions(undefined, [], clock.now());
    return { ...newNode(host, own, runtime), status: { ...nodeStatus(host, own, runtime), conditions } };
  }

  /** Leases that are there already are taken over. */
  private async acquire(nodes: readonly Node[]): Promise<void> {
    const { client, clock } = this.options;
    for await (const { items } of client.leases.pages({ namespace: nodeLeaseNamespace })) {
      for (const lease of items) if (this.has(lease.metadata.name)) this.leases.set(lease.metadata.name, lease);
    }
    const missing = nodes.filter(({ metadata }) => !this.leases.has(metadata.name));
    for (let at = 0; at < missing.length; at += batchSize) {
      const batch = missing.slice(at, at + batchSize).map((node) => newLease(node, clock.now()));
      const { results } = await client.commit(batch.map((lease) => client.leases.operations.create(lease)));
      for (const { object } of results) this.leases.set(object.metadata.name, object);
    }
  }

  private schedule(delayMs: number): void {
    if (this.isStopped) return;
    const { clock, report } = this.options;
    this.timer = clock.setTimer(delayMs, () => {
      const beganMs = clock.monotonic();
      this.beat()
        .catch((error: unknown) => {
          if (!(error instanceof ConnectionError)) report(error, 'renew the leases of the fleet');
        })
        .then(() => this.schedule(Math.max(0, renewIntervalMs - (clock.monotonic() - beganMs))));
    });
  }

  private async beat(): Promise<void> {
    const { client, clock } = this.options;
    const leases = [...this.leases.values()].map(({ metadata: { name, uid = '' } }) => ({ name, uid }));
    for (let at = 0; at < leases.length; at += renewBatch) {
      const batch = leases.slice(at, at + renewBatch);
      const refusals = await renewLeases(client, batch, microTimeText(clock.now()));
      for (const [index, refusal] of refusals.entries()) {
        const name = batch[index]?.name;
        if (name !== undefined && isCode(refusal, 'NOT_FOUND', 'CONFLICT')) this.leases.delete(name);
      }
    }
    await this.makeReady();
  }

  /** Nodes that were given up as lost while the fleet was away. */
  private async makeReady(): Promise<void> {
    const { client, clock, names } = this.options;
    for (const name of [...this.unready]) {
      const node = this.informer?.get(name);
      this.unready.delete(name);
      if (!node || !names.includes(name)) continue;
      const conditions = nodeConditions(undefined, node.status?.conditions ?? [], clock.now());
      await client.nodes.patch({ name }, { status: { conditions } }, { subresource: 'STATUS' });
    }
  }
}
