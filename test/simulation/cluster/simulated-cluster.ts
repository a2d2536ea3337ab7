// The cluster of one seed: two processes of the control plane, some nodes, and the API that users and agents call.
import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Operation } from '@portolan/core/registry/operation.ts';
import { Registry } from '@portolan/core/registry/registry.ts';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import { WatchCache } from '@portolan/core/store/watch-cache.ts';
import { admin } from '../../support/registry.ts';
import type { Bug } from '../bugs/bug.ts';
import { ControlProcess } from './control-process.ts';
import { fairWeather, type Weather } from './link.ts';
import { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

export interface ClusterParts {
  readonly world: World;
  readonly bug: Bug | undefined;
}

const slots = [0, 1];

export class SimulatedCluster {
  readonly world: World;
  readonly registry: Registry;
  readonly nodes = new Map<string, SimulatedNode>();
  /** Pods that a namespace may have; more are refused as a quota would. */
  quota: number | undefined;
  private readonly bug: Bug | undefined;
  private readonly processes = new Map<number, ControlProcess>();
  private generation = 0;
  private nodeNumber = 0;

  static async start(parts: ClusterParts): Promise<SimulatedCluster> {
    const { store, clock } = parts.world;
    const cache = await WatchCache.start(store, { clock });
    const cluster = new SimulatedCluster(parts, new Registry({ store, cache, kinds, clock }));
    const names = ['default', 'kube-system', 'kube-node-lease', 'shop'];
    await cluster.user(
      'begin',
      names.map((name) => ({ verb: 'create', manifest: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } })),
    );
    for (const slot of slots) cluster.startProcess(slot);
    return cluster;
  }

  private constructor({ world, bug }: ClusterParts, registry: Registry) {
    this.world = world;
    this.bug = bug;
    this.registry = registry;
  }

  /** What a user does, and hears back from the API at once. True when it was done. */
  async user(what: string, operations: readonly Operation[]): Promise<boolean> {
    try {
      await this.registry.execute(admin, operations);
      this.world.count(what);
      this.world.trace.add('user', what);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.world.trace.add('user', `${what} is refused: ${error.message}`);
      return false;
    }
  }

  get runningProcesses(): ControlProcess[] {
    return [...this.processes.values()].filter(({ clock }) => !clock.isDead);
  }

  startProcess(slot: number): void {
    const running = this.processes.get(slot);
    if (running && !running.clock.isDead) return;
    const name = `cp${slot}-${this.generation++}`;
    const process = new ControlProcess({
      world: this.world,
      name,
      random: this.world.random(100 + this.generation),
      bug: this.bug,
      isOverQuota: (operations) => this.isOverQuota(operations),
    });
    this.processes.set(slot, process);
  }

  startAllProcesses(): void {
    for (const slot of slots) this.startProcess(slot);
  }

  setWeather(weather: Weather): void {
    for (const { link } of this.runningProcesses) link.weather = weather;
  }

  /** Nothing goes wrong from here on. */
  makeWhole(): void {
    this.setWeather(fairWeather);
    this.quota = undefined;
    for (const process of this.runningProcesses) {
      process.link.crashPoint = undefined;
      process.link.pausePoint = undefined;
      if (process.clock.isPaused) process.clock.resume();
    }
    this.startAllProcesses();
    for (const node of this.nodes.values()) {
      node.weather = { latencyMs: 0, lostAnswers: 0, isCutOff: false };
      node.isReadinessBroken = false;
      node.startAgent();
    }
  }

  addNode(): SimulatedNode {
    const number = ++this.nodeNumber;
    const { world, registry, bug } = this;
    const node = new SimulatedNode({
      world,
      registry,
      bug,
      name: `n${number}`,
      number,
      random: world.random(1_000 + number),
    });
    this.nodes.set(node.name, node);
    node.startAgent();
    return node;
  }

  /** Shows what the nodes run to those who watch over it. */
  async look(): Promise<void> {
    const running = await Promise.all([...this.nodes.values()].map((node) => node.running()));
    this.world.looked(running.flat());
  }

  removeNode(node: SimulatedNode): void {
    node.losePower();
    this.nodes.delete(node.name);
  }

  private isOverQuota(operations: readonly Operation[]): boolean {
    if (this.quota === undefined) return false;
    const created = operations.filter(({ verb, ...rest }) => {
      return verb === 'create' && (rest as { manifest?: { kind?: unknown } }).manifest?.kind === 'Pod';
    }).length;
    return created > 0 && this.world.model.list('Pod').length + created > this.quota;
  }
}
