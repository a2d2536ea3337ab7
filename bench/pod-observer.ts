// A watcher outside: sees every pod of the cluster come, run and go, holds all of it to the invariants, and says when what is
// waited for has come about.
import type { Client, Pod, WatchItem } from '@portolan/client';
import { isActivePod, isReadyPod } from '@portolan/core/kinds/pod/readiness.ts';
import { InvariantChecker } from './invariants.ts';
import { nowMs } from './watch-account.ts';

export interface ObservedPod {
  readonly name: string;
  readonly seenAtMs: number;
  boundAtMs?: number;
  readyAtMs?: number;
  /** Neither ended nor about to, as it was seen last. */
  isActive: boolean;
  /** Active, Running and Ready. */
  isServing: boolean;
  pod: Pod;
}

interface Wait {
  readonly holds: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class PodObserver {
  readonly checker: InvariantChecker;
  /** By uid: those that are there. */
  readonly pods = new Map<string, ObservedPod>();
  private readonly stopping = new AbortController();
  private readonly waits = new Set<Wait>();
  private readonly onFrame: (observer: PodObserver) => void;
  private following: Promise<void> = Promise.resolve();
  private failure: { readonly error: unknown } | undefined;
  /** Active pods that run and are ready. */
  serving = 0;
  active = 0;

  private constructor(checker: InvariantChecker, onFrame: (observer: PodObserver) => void) {
    this.checker = checker;
    this.onFrame = onFrame;
  }

  /** Resolves once it knows the nodes and the pods there are. `onFrame` is called at every moment that can be observed. */
  static async start(client: Client, maxPods?: number, onFrame: (observer: PodObserver) => void = () => undefined) {
    const observer = new PodObserver(new InvariantChecker(maxPods), onFrame);
    for await (const { items } of client.nodes.pages()) for (const node of items) observer.checker.addNode(node);
    const stream = client.pods.watch({ signal: observer.stopping.signal });
    const first = await stream.next();
    if (first.value) observer.take(first.value);
    observer.following = observer.follow(stream).catch((error: unknown) => observer.fail(error));
    return observer;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
  }

  async until(holds: () => boolean): Promise<void> {
    if (this.failure) throw this.failure.error;
    if (!holds()) await new Promise<void>((resolve, reject) => this.waits.add({ holds, resolve, reject }));
  }

  /** Whoever waits hears of it, and whoever will. */
  private fail(error: unknown): void {
    this.failure = { error };
    for (const { reject } of this.waits) reject(error);
    this.waits.clear();
  }

  private async follow(stream: AsyncIterable<WatchItem<Pod>>): Promise<void> {
    for await (const item of stream) this.take(item);
  }

  private take(item: WatchItem<Pod>): void {
    this.checker.take(item);
    const atMs = nowMs();
    if (item.type === 'SNAPSHOT') {
      const present = new Set(item.objects.map(({ metadata }) => metadata.uid));
      for (const uid of [...this.pods.keys()]) if (!present.has(uid)) this.forget(uid);
      for (const pod of item.objects) this.see(pod, atMs);
    } else {
      for (const { type, object } of item.events) {
        if (type === 'DELETED') this.forget(object.metadata.uid ?? '');
        else this.see(object, atMs);
      }
    }
    this.onFrame(this);
    for (const wait of this.waits) {
      if (!wait.holds()) continue;
      this.waits.delete(wait);
      wait.resolve();
    }
  }

  private see(pod: Pod, atMs: number): void {
    const { uid = '', name } = pod.metadata;
    const observed = this.pods.get(uid) ?? { name, seenAtMs: atMs, isActive: false, isServing: false, pod };
    const isActive = isActivePod(pod);
    const isServing = isActive && pod.status?.phase === 'Running' && isReadyPod(pod);
    this.serving += Number(isServing) - Number(observed.isServing);
    this.active += Number(isActive) - Number(observed.isActive);
    observed.pod = pod;
    observed.isActive = isActive;
    observed.isServing = isServing;
    if (pod.spec?.nodeName) observed.boundAtMs ??= atMs;
    if (isServing) observed.readyAtMs ??= atMs;
    this.pods.set(uid, observed);
  }

  private forget(uid: string): void {
    const observed = this.pods.get(uid);
    this.serving -= Number(observed?.isServing ?? false);
    this.active -= Number(observed?.isActive ?? false);
    this.pods.delete(uid);
  }
}
