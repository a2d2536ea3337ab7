// One subscriber of a group.
//
//   catching up ──(position reached)──> live ──┐
//        └───────────────┬────────────────────┴──> ended (client left, relist required, or an error)
//
// While catching up it is served alone, as fast as its socket takes it: a snapshot, or what happened since the revision it
// names. When it has reached the group's position it joins in the same turn of the event loop, so that nothing falls between
// its own frames and the group's, and nothing comes twice.
import { bookmarkFrame, deltaFrame, relistFrame, type WatchFrame } from '@portolan/core/registry/watch.ts';
import { type Progress, readHistory, selectRevisions } from '@portolan/core/registry/watch-frames.ts';
import type { Revision, Store } from '@portolan/core/store/store.ts';
import type { WatchCache } from '@portolan/core/store/watch-cache.ts';
import type { Group, Member } from './group.ts';
import type { Encoded } from './shared-snapshot.ts';
import type { Sink } from './sink.ts';

/** Events of one frame while catching up; a revision with more comes whole nevertheless. */
const catchUpEvents = 500;
/** Changes read from history at a time. */
const historyChanges = 1_000;

export interface WatchSource {
  readonly cache: WatchCache;
  readonly store: Store;
}

export class Watcher implements Member {
  private readonly group: Group;
  private readonly source: WatchSource;
  private readonly sink: Sink;
  private readonly ended: () => void;
  private isEnded = false;

  /** `ended` is called once, when nothing more will be sent. */
  constructor(group: Group, source: WatchSource, sink: Sink, ended: () => void) {
    this.group = group;
    this.source = source;
    this.sink = sink;
    this.ended = ended;
  }

  /** Resolves when the watcher is live or has ended; never rejects. */
  async start(since: Revision | undefined): Promise<void> {
    try {
      const position = since === undefined ? await this.sendSnapshot() : await this.findStart(since);
      if (position !== undefined) await this.catchUp(position, since !== undefined);
    } catch (error) {
      this.fail(error);
    }
  }

  /** The client has left. */
  stop(): void {
    if (this.isEnded) return;
    this.end();
    this.sink.dropQueued();
  }

  deliver(payload: Buffer): void {
    if (this.sink.isFull) this.requireRelist();
    else this.sink.next(payload);
  }

  relist(payload: Encoded): void {
    if (this.isEnded) return;
    this.end();
    this.sink.dropQueued();
    void this.sayLast(payload);
  }

  complete(): void {
    if (this.isEnded) return;
    this.end();
    this.sink.complete();
  }

  fail(error: unknown): void {
    if (this.isEnded) return;
    this.end();
    this.sink.fail(error);
  }

  private async sayLast(payload: Encoded): Promise<void> {
    try {
      this.sink.next(await payload);
      this.sink.complete();
    } catch (error) {
      this.sink.fail(error);
    }
  }

  private end(): void {
    this.isEnded = true;
    this.group.leave(this);
    this.ended();
  }

  private requireRelist(): void {
    this.relist(this.group.spec.encode(relistFrame(this.source.cache.revision)));
  }

  private async sendSnapshot(): Promise<Revision | undefined> {
    await this.source.cache.fresh();
    const snapshot = this.group.shareSnapshot(this.source.cache);
    for (let position = 0; !this.isEnded; position += 1) {
      const { payload, isLast } = snapshot.chunk(position);
      const encoded = await payload;
      if (this.isEnded) return undefined;
      this.sink.next(encoded);
      if (isLast) return snapshot.revision;
      await this.sink.ready();
      await turn();
    }
    return undefined;
  }

  /** A revision that this process has not seen yet may be a fresh one of another process, or one that never was. */
  private async findStart(since: Revision): Promise<Revision | undefined> {
    const { cache } = this.source;
    if (since > cache.revision) await cache.fresh();
    if (since <= cache.revision) return since;
    this.requireRelist();
    return undefined;
  }

  private async catchUp(from: Revision, isResuming: boolean): Promise<void> {
    let position = from;
    // Whoever resumes learns by a frame that it is up to date, even if nothing has happened meanwhile.
    let isTold = !isResuming;
    while (!this.isEnded) {
      if (position === this.source.cache.revision) {
        if (isTold) return this.group.join(this);
        isTold = await this.send(position, bookmarkFrame(position));
        continue;
      }
      const progress = await this.advance(position);
      if (progress === 'expired') return this.requireRelist();
      const { events, revision } = progress;
      if (events.length > 0) isTold = await this.send(position, deltaFrame(revision, events));
      else isTold = false;
      position = revision;
      await this.sink.ready();
      // History may hold what the cache has not heard of yet.
      await this.source.cache.waitFor(position);
      if (position !== this.source.cache.revision) await turn();
    }
  }

  private async send(since: Revision, frame: WatchFrame): Promise<true> {
    const payload = await this.group.shareStep(since, frame);
    if (!this.isEnded) this.sink.next(payload);
    return true;
  }

  private async advance(position: Revision): Promise<Progress | 'expired'> {
    const { cache, store } = this.source;
    const { selection } = this.group;
    const window = cache.changesSince(position);
    const progress = window
      ? selectRevisions(selection, window, catchUpEvents)
      : await readHistory(store, selection, position, historyChanges);
    if (!progress) throw new Error(`no history after revision ${position}, though the cache is at ${cache.revision}`);
    return progress;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
