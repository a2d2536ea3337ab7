// Pushes what happens on this node to the API: the latest status of each pod, in batches, until the API has it. It watches
// nothing: a status is written when the node's view changed, or when the API's copy is seen to differ from it.
import { type ApiError, type Client, ConnectionError, isCode, type Pod, type PodStatus } from '@portolan/client';
import type { Timer } from '@portolan/client/clock.ts';
import { RetryDelay } from '@portolan/client/retry-delay.ts';
import type { AgentClock } from '../clock.ts';
import { fullNameOf, isStaticPod, uidOf } from '../pod-spec.ts';
import { isSameStatus, mergeStatus } from './merge-status.ts';
import { type StatusWrite, writeStatuses } from './write-statuses.ts';

interface Entry {
  pod: Pod;
  status: PodStatus;
  /** Nothing of the pod runs and nothing will: it may be deleted when the API asks for it. */
  isFinished: boolean;
  /** The API was told so. */
  isDeleted?: boolean;
}

/** What of the API statuses need. */
export interface StatusApi extends Pick<Client, 'request'> {
  readonly pods: Pick<Client['pods'], 'delete'>;
}

export interface StatusManagerOptions {
  readonly client: StatusApi;
  readonly clock: AgentClock;
  /** The pod as the API has it: of a static pod its mirror. */
  storedPod(pod: Pod): Pod | undefined;
  report(error: unknown, where: string): void;
}

const batchSize = 500;
const gatherMs = 10;
const conflictMs = 200;
const outage = { firstMs: 500, maxMs: 15_000 };

export class StatusManager {
  private readonly options: StatusManagerOptions;
  private readonly entries = new Map<string, Entry>();
  private readonly dirty = new Set<string>();
  /** Newer than what the watch has shown so far. */
  private readonly written = new Map<string, Pod>();
  private readonly retry: RetryDelay;
  private timer: Timer | undefined;
  private isWriting = false;
  private isStopped = false;

  constructor(options: StatusManagerOptions) {
    this.options = options;
    this.retry = new RetryDelay(options.clock, outage);
  }

  get(uid: string): PodStatus | undefined {
    return this.entries.get(uid)?.status;
  }

  /** Pods whose latest status the API does not have yet. */
  get pending(): number {
    return this.dirty.size;
  }

  set(pod: Pod, status: PodStatus, { isFinished = false } = {}): void {
    const uid = uidOf(pod);
    const before = this.entries.get(uid);
    this.entries.set(uid, { pod, status, isFinished: isFinished || (before?.isFinished ?? false) });
    if (before && !isFinished && isSameStatus(before.status, status)) return;
    this.markDirty(uid);
  }

  /** The API's copy changed: whatever it lacks is written again, and a pod that has ended is deleted when that is asked. */
  reconcile(uid: string): void {
    if (this.entries.has(uid)) this.markDirty(uid);
  }

  forget(uid: string): void {
    this.entries.delete(uid);
    this.dirty.delete(uid);
    this.written.delete(uid);
  }

  stop(): void {
    this.isStopped = true;
    this.timer?.cancel();
  }

  private markDirty(uid: string): void {
    this.dirty.add(uid);
    this.schedule(gatherMs);
  }

  private schedule(delayMs: number): void {
    if (this.isStopped || this.isWriting || this.timer) return;
    this.timer = this.options.clock.setTimer(delayMs, () => {
      this.timer = undefined;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    this.isWriting = true;
    let nextMs = gatherMs;
    const uids = [...this.dirty].slice(0, batchSize);
    for (const uid of uids) this.dirty.delete(uid);
    try {
      const again = await this.write(uids);
      for (const uid of again) this.dirty.add(uid);
      if (again.length > 0) nextMs = conflictMs;
      this.retry.works();
    } catch (error) {
      for (const uid of uids) if (this.entries.has(uid)) this.dirty.add(uid);
      nextMs = this.retry.fails();
      if (!(error instanceof ConnectionError)) this.options.report(error, 'write the statuses of pods');
    }
    this.isWriting = false;
    if (this.dirty.size > 0) this.schedule(nextMs);
  }

  /** Which of them are to be looked at again. */
  private async write(uids: readonly string[]): Promise<readonly string[]> {
    const writes: StatusWrite[] = [];
    for (const uid of uids) {
      const write = this.writeOf(uid);
      if (write) writes.push(write);
    }
    const again: string[] = [];
    const refusals = await writeStatuses(this.options.client, writes);
    for (const [index, answer] of refusals.entries()) {
      const write = writes[index];
      if (!write) continue;
      if ('pod' in answer) this.written.set(write.uid, answer.pod);
      else if (!isGone(answer.error)) {
        // A node may not even ask for a pod that is gone; the watch tells in a moment whether it is.
        if (!isCode(answer.error, 'CONFLICT', 'FORBIDDEN'))
          this.options.report(answer.error, `write the status of ${fullNameOf(write.stored)}`);
        // What the watch shows by then is what the next attempt goes by.
        this.written.delete(write.uid);
        again.push(write.uid);
      }
    }
    for (const uid of uids) if (!again.includes(uid)) await this.deleteIfFinished(uid);
    return again;
  }

  private stored(uid: string, pod: Pod): Pod | undefined {
    const seen = this.options.storedPod(pod);
    const written = this.written.get(uid);
    if (!seen || !written || written.metadata.uid !== seen.metadata.uid) return seen;
    const isNewer = Number(written.metadata.resourceVersion) > Number(seen.metadata.resourceVersion);
    if (!isNewer) this.written.delete(uid);
    return isNewer ? written : seen;
  }

  private writeOf(uid: string): StatusWrite | undefined {
    const entry = this.entries.get(uid);
    const stored = entry && this.stored(uid, entry.pod);
    if (!entry || !stored) return undefined;
    const status = mergeStatus(stored, entry.status, this.options.clock.now());
    return isSameStatus(status, stored.status ?? {}) ? undefined : { uid, stored, status };
  }

  private async deleteIfFinished(uid: string): Promise<void> {
    const entry = this.entries.get(uid);
    const stored = entry && this.stored(uid, entry.pod);
    if (!entry?.isFinished || entry.isDeleted || isStaticPod(entry.pod)) return;
    if (stored?.metadata.deletionTimestamp === undefined) return;
    const { name, namespace, uid: storedUid } = stored.metadata;
    const named = { name, ...(namespace && { namespace }), ...(storedUid && { uid: storedUid }) };
    try {
      await this.options.client.pods.delete(named, { gracePeriodSeconds: 0 });
    } catch (error) {
      // A node may not even ask for a pod that is gone.
      if (!isCode(error, 'NOT_FOUND', 'CONFLICT', 'FORBIDDEN')) throw error;
    }
    entry.isDeleted = true;
  }
}

function isGone(error: ApiError): boolean {
  return error.code === 'NOT_FOUND' || (error.code === 'CONFLICT' && error.message.includes('UID'));
}
