// The collections of a page: whoever asks for the same kind and selection shares one, and with it one subscription.
import type { Client } from '@portolan/client/client.ts';
import { Collection, type CollectionOptions } from './collection.ts';
import type { LiveKind, LiveRow } from './live-kind.ts';
import { rowSource, type Selection } from './row-source.ts';

/** Long enough for going to another page and back. */
const keptUnusedMs = 30_000;

export class Collections {
  private readonly client: Client;
  private readonly options: CollectionOptions;
  private readonly known = new Map<string, Collection<LiveRow>>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(client: Client, options: CollectionOptions) {
    this.client = client;
    this.options = options;
  }

  get<Row extends LiveRow>(kind: LiveKind<Row>, selection: Selection): Collection<Row> {
    const key = JSON.stringify([kind.id, selection]);
    const found =
      this.known.get(key) ?? new Collection<Row>(rowSource(this.client, kind, selection), nextFrame, this.options);
    this.known.set(key, found);
    this.letGoLater(key, found);
    return found as Collection<Row>; // The key names the kind, and with it the type.
  }

  /** Those that are shown or were a moment ago: what a search looks through without asking the API. */
  all(): ReadonlyArray<readonly [kindId: string, Collection<LiveRow>]> {
    return [...this.known].map(([key, collection]) => [(JSON.parse(key) as [string])[0], collection]);
  }

  private letGoLater(key: string, collection: Collection<LiveRow>): void {
    clearTimeout(this.timers.get(key));
    const timer = setTimeout(() => {
      if (collection.isUsed) return this.letGoLater(key, collection);
      collection.stop();
      this.known.delete(key);
      this.timers.delete(key);
    }, keptUnusedMs);
    this.timers.set(key, timer);
  }
}

/** A page in the background gets no frames, and must not pile up what it hears meanwhile. */
function nextFrame(run: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(run, 250);
  else requestAnimationFrame(run);
}
