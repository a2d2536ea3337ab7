// A process full of watchers: it opens them, notes what each is told and when, and accounts for it in the end.
import { once } from 'node:events';
import { type Assignment, accountFor, nowMs, type Received, type Written } from './watch-account.ts';
import { WatchSocket } from './watch-socket.ts';

/** Opened at a time: a listening socket's backlog is short. */
const opening = 50;

class Watcher implements Received {
  readonly revisions: number[] = [];
  readonly timesMs: number[] = [];
  readonly live: Promise<void>;
  private socket: WatchSocket | undefined;

  constructor({ url, token, query }: Assignment) {
    this.live = new Promise((live, reject) => {
      const changed = (revision: number) => {
        this.revisions.push(revision);
        this.timesMs.push(nowMs());
      };
      const failed = (why: string) => {
        console.error(`a watcher failed: ${why}`);
        reject(new Error(why));
      };
      this.socket = new WatchSocket({ url, token, query, live, changed, failed });
    });
  }

  close(): void {
    this.socket?.close();
  }
}

async function openAll(assignment: Assignment): Promise<Watcher[]> {
  const watchers: Watcher[] = [];
  while (watchers.length < assignment.watchers) {
    const count = Math.min(opening, assignment.watchers - watchers.length);
    const opened = Array.from({ length: count }, () => new Watcher(assignment));
    await Promise.all(opened.map(({ live }) => live));
    watchers.push(...opened);
  }
  return watchers;
}

async function waitForLast(watchers: readonly Watcher[], { revisions, patienceMs }: Written): Promise<void> {
  const last = revisions.at(-1);
  const untilMs = nowMs() + patienceMs;
  while (nowMs() < untilMs && watchers.some((watcher) => watcher.revisions.at(-1) !== last)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const [assignment] = (await once(process, 'message')) as [Assignment];
const watchers = await openAll(assignment);
process.send?.('live');
const [written] = (await once(process, 'message')) as [Written];
await waitForLast(watchers, written);
for (const watcher of watchers) watcher.close();
process.send?.(accountFor(watchers, written), undefined, undefined, () => process.disconnect());
