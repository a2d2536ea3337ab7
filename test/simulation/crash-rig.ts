// A deployment's life with an interruption: the controllers' process ends at one chosen write, before it is made or after it
// is made and before its answer, and another process takes over, on a fresh cache or on one that lags behind.
import { deploymentController } from '@portolan/core/kinds/deployment/reconcile.ts';
import { revisionOf } from '@portolan/core/kinds/deployment/revisions.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { isActivePod, isReadyPod } from '@portolan/core/kinds/pod/readiness.ts';
import { replicaSetController } from '@portolan/core/kinds/replica-set/reconcile.ts';
import type { ExecuteResult, Operation } from '@portolan/core/registry/operation.ts';
import type { Deployment, Pod, ReplicaSet } from '@portolan/core/resource/generated/kubernetes.ts';
import { controllerOf } from '@portolan/core/resource/object.ts';
import type { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import type { Follower, RevisionChanges, Store } from '@portolan/core/store/store.ts';
import type { WatchCache } from '@portolan/core/store/watch-cache.ts';
import { ControllerProcess, Crash, pass, type Worker, type Write } from '../support/controller-rig.ts';
import { admin, startRegistry } from '../support/registry.ts';
import { simulatedNodes } from '../support/simulated-nodes.ts';

export interface Scenario {
  readonly name: string;
  readonly deployment: Deployment;
  /** What has been rolled out since, before the act. */
  readonly before?: readonly Operation[];
  /** What the user does once the deployment is up; nothing where its creation is what is looked at. */
  act?(cache: WatchCache): readonly Operation[];
  /** Active pods that there may be at any time. */
  readonly most: number;
  /** Ready pods that there must be at any time from the act on. */
  readonly least: number;
}

export interface Interruption {
  /** Which write of the controllers, counted from the act on. */
  readonly write: number;
  readonly when: 'before' | 'after';
  /** What the successor knows when it takes over. */
  readonly cache: 'fresh' | 'lacks the last write' | 'lacks everything since the act';
}

/** A mistake that controllers could make, put between them and the registry. */
export interface Mistake {
  readonly name: string;
  distort?(operation: Operation, cache: WatchCache): Operation;
  /** Operations of one step that are written one by one. */
  readonly splits?: boolean;
  /** The successor does not look at what there is. */
  readonly waitsForChanges?: boolean;
}

export interface Outcome {
  readonly state: unknown;
  /** Writes of the controllers since the act. */
  readonly writes: number;
  readonly violations: readonly string[];
}

const longEnoughMs = 60_000;

export async function play(scenario: Scenario, interruption?: Interruption, mistake?: Mistake): Promise<Outcome> {
  const { clock, store, cache, registry } = await startRegistry(kinds);
  const nodes = await ControllerProcess.start({ store, clock, controllers: [simulatedNodes()] });
  const create = { verb: 'create', manifest: { ...scenario.deployment } } as const;
  const control = new Interrupted({ store, clock, cache, interruption, mistake });
  await control.start();
  if (scenario.act) {
    await registry.execute(admin, [create]);
    await pass(clock, longEnoughMs, control, nodes);
  }
  for (const operation of scenario.before ?? []) {
    await registry.execute(admin, [operation]);
    await pass(clock, longEnoughMs, control, nodes);
  }
  await control.arm();
  const violations = watchInvariants(cache, scenario);
  await registry.execute(admin, scenario.act?.(cache) ?? [create]);
  await pass(clock, longEnoughMs, control, nodes);
  const state = finalState(cache);
  control.stop();
  nodes.stop();
  return { state, writes: control.writes, violations };
}

interface Parts {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly cache: WatchCache;
  readonly interruption: Interruption | undefined;
  readonly mistake: Mistake | undefined;
}

/** The controllers' process, and its successor once it has ended. */
class Interrupted implements Worker {
  writes = 0;
  private readonly parts: Parts;
  private isArmed = false;
  private running: ControllerProcess | undefined;
  private successor: ControllerProcess | undefined;
  private lagging: LaggingStore | undefined;
  private isBlind = false;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async start(): Promise<void> {
    this.running = await this.process(this.parts.store);
  }

  private process(store: Store): Promise<ControllerProcess> {
    const controllers = [deploymentController, replicaSetController];
    const intercept = (write: Write) => this.write(write);
    return ControllerProcess.start({ store, clock: this.parts.clock, controllers, intercept });
  }

  async arm(): Promise<void> {
    this.isArmed = true;
    const { interruption, store } = this.parts;
    if (!interruption || interruption.cache === 'fresh') return;
    this.lagging = new LaggingStore(store);
    this.successor = await this.process(this.lagging.store);
    if (interruption.cache === 'lacks everything since the act') this.lagging.hold();
  }

  async step(): Promise<boolean> {
    try {
      if (!this.isBlind) return (await this.running?.step()) ?? false;
      // What a successor does before its cache has caught up, and what it runs into, ends its blindness.
      this.isBlind = (await this.running?.stepOnCache()) === true && this.running?.errors.length === 0;
      if (!this.isBlind) this.lagging?.release();
      return true;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      await this.takeOver();
      return true;
    }
  }

  stop(): void {
    this.running?.stop();
    this.successor?.stop();
  }

  private async takeOver(): Promise<void> {
    this.running?.stop();
    this.running = this.successor ?? (await this.process(this.parts.store));
    this.isBlind = this.successor !== undefined;
    this.successor = undefined;
    this.running.forget();
    if (!this.parts.mistake?.waitsForChanges) this.running.addEverything();
  }

  private async write(write: Write): Promise<ExecuteResult> {
    const { mistake, cache } = this.parts;
    const distorted = write.operations.map((each) => mistake?.distort?.(each, cache) ?? each);
    if (!mistake?.splits) return this.writeOne(() => write.run(distorted));
    let result: ExecuteResult | undefined;
    for (const operation of distorted) result = await this.writeOne(() => write.run([withoutVersion(operation)]));
    return result ?? write.run(distorted);
  }

  private async writeOne(run: () => Promise<ExecuteResult>): Promise<ExecuteResult> {
    const { interruption } = this.parts;
    if (!this.isArmed || this.writes++ !== interruption?.write) return run();
    if (interruption.when === 'before') throw new Crash();
    if (interruption.cache === 'lacks the last write') this.lagging?.hold();
    await run();
    throw new Crash();
  }
}

/** The guards of a step hold for its parts no longer: the first part changes what the second expects. */
export function withoutVersion(operation: Operation): Operation {
  if (operation.verb === 'delete') {
    const { preconditions: _, ...rest } = operation;
    return rest;
  }
  if (operation.verb === 'patch') return { ...operation, patch: unversioned(operation.patch) };
  return operation.verb === 'update' ? { ...operation, manifest: unversioned(operation.manifest) } : operation;
}

function unversioned<T>(object: T): T {
  const { metadata, ...rest } = object as { metadata?: Record<string, unknown> };
  const { resourceVersion: _, ...kept } = metadata ?? {};
  return { ...rest, metadata: kept } as T;
}

/** A store whose feed can be held back. Whoever asks for the latest revision is served. */
class LaggingStore {
  readonly store: Store;
  private isHeld = false;
  private held: Array<() => void> = [];

  constructor(store: Store) {
    this.store = new Proxy(store, {
      get: (target, name: keyof Store) => {
        if (name === 'follow') return (since: number, follower: Follower) => this.follow(target, since, follower);
        if (name === 'revision') this.release();
        const member = target[name];
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  }

  hold(): void {
    this.isHeld = true;
  }

  release(): void {
    this.isHeld = false;
    for (const deliver of this.held.splice(0)) deliver();
  }

  private follow(store: Store, since: number, follower: Follower) {
    const onChanges = (batch: readonly RevisionChanges[]) => {
      if (this.isHeld) this.held.push(() => follower.onChanges(batch));
      else follower.onChanges(batch);
    };
    return store.follow(since, { onChanges, onExpired: (floor) => follower.onExpired(floor) });
  }
}

/** Looks at every revision there is. */
function watchInvariants(cache: WatchCache, { most, least }: Scenario): string[] {
  const violations: string[] = [];
  const look = () => {
    const pods = cache.list('Pod').map(({ object }) => object as Pod);
    const active = pods.filter(isActivePod);
    const ready = active.filter(isReadyPod);
    if (active.length > most) violations.push(`${active.length} pods, where ${most} are the most`);
    if (ready.length < least) violations.push(`${ready.length} ready pods, where ${least} are the least`);
    for (const pod of active) {
      const owner = controllerOf(pod);
      if (!owner || !cache.byUid(owner.uid)) violations.push(`${pod.metadata.name} is an orphan`);
    }
  };
  cache.subscribe({ onChanges: look, onReset: look });
  return violations;
}

/** Everything but names, uids, times, and how often something was written. */
function finalState(cache: WatchCache) {
  const replicaSets = cache.list('ReplicaSet.apps').map((stored) => {
    const { metadata, spec, status } = stored.object as ReplicaSet;
    const pods = cache.owned(stored.uid).map(({ object }) => object as Pod);
    return {
      revision: revisionOf(stored.object),
      annotations: metadata.annotations,
      replicas: spec?.replicas,
      status: { ...status, observedGeneration: status?.observedGeneration === metadata.generation },
      pods: pods.map((pod) => [isActivePod(pod), isReadyPod(pod)]),
    };
  });
  const deployments = cache.list('Deployment.apps').map(({ object }) => {
    const { metadata, spec, status } = object as Deployment;
    const conditions = (status?.conditions ?? []).map(({ type, status, reason, message = '' }) => [
      type,
      status,
      reason,
      message.replace(/"web-\w+"/, '"web-..."'),
    ]);
    return { annotations: metadata.annotations, spec, status: { ...status, conditions: conditions.sort() } };
  });
  replicaSets.sort((a, b) => a.revision - b.revision);
  return { deployments, replicaSets, pods: cache.list('Pod').length };
}
