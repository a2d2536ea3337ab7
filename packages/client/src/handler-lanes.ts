// Tells one set of handlers what became of each object. Every key has a lane of its own: within it one handler runs after
// another, in order, also when they are asynchronous; lanes do not wait for each other. A handler that throws is reported
// and its lane goes on.

export interface InformerHandlers<T> {
  add?(object: T): void | Promise<void>;
  update?(object: T, before: T): void | Promise<void>;
  /** With the last state that was seen. */
  delete?(last: T): void | Promise<void>;
}

/** What handlers still have to learn of one key: its latest state, and the state they know. */
interface Notice<T> {
  known: T | undefined;
  latest: T | undefined;
}

interface Identified {
  readonly metadata: { readonly uid?: string };
}

export class HandlerLanes<T extends Identified> {
  private readonly handlers: InformerHandlers<T>;
  private readonly failed: (error: unknown, key: string) => void;
  private readonly notices = new Map<string, Notice<T>>();
  private isStopped = false;

  constructor(handlers: InformerHandlers<T>, failed: (error: unknown, key: string) => void) {
    this.handlers = handlers;
    this.failed = failed;
  }

  /** Handlers run later, never inside this call: they find the change and all that came with it in the copy. */
  notify(key: string, before: T | undefined, latest: T | undefined): void {
    const waiting = this.notices.get(key);
    if (waiting) {
      waiting.latest = latest;
      return;
    }
    this.notices.set(key, { known: before, latest });
    queueMicrotask(() => void this.run(key));
  }

  /** No handler is called any more; one that runs is not interrupted. */
  stop(): void {
    this.isStopped = true;
  }

  /** Until the handlers know the latest state of this key. */
  private async run(key: string): Promise<void> {
    const notice = this.notices.get(key);
    while (notice && notice.known !== notice.latest && !this.isStopped) {
      const { known, latest } = notice;
      // An object made anew under an old name is another object, whose own beginning is told.
      const next = known && latest && known.metadata.uid !== latest.metadata.uid ? undefined : latest;
      notice.known = next;
      try {
        await this.tell(known, next);
      } catch (error) {
        this.failed(error, key);
      }
    }
    this.notices.delete(key);
  }

  private tell(known: T | undefined, next: T | undefined): void | Promise<void> {
    if (known && next) return this.handlers.update?.(next, known);
    if (next) return this.handlers.add?.(next);
    if (known) return this.handlers.delete?.(known);
  }
}
