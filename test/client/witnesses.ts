// Those who believe what the SDK tells them, and compare it with what the API says has happened.
import { type Client, type ConfigMap, type Informer, keyOf, type WatchStream } from '@portolan/client';

export interface SeenChange {
  readonly revision: string;
  readonly type: string;
  readonly key: string;
}

interface ChangeSetPage {
  readonly nodes: ReadonlyArray<{
    readonly revision: string;
    readonly changes: ReadonlyArray<{ type: string; kind: string; namespace: string | null; name: string }>;
  }>;
  readonly endRevision: string;
  readonly hasNextPage: boolean;
}

const historyDocument = `query ($since: String) {
  changes(since: $since, first: 1000) {
    nodes { revision changes { type kind namespace name } } endRevision hasNextPage
  }
}`;

/** Every change of the namespace's ConfigMaps after `since`, as history has it. */
export async function readHistory(client: Client, namespace: string, since: string): Promise<SeenChange[]> {
  const seen: SeenChange[] = [];
  for (let from = since; ; ) {
    const { changes: page } = await client.request<{ changes: ChangeSetPage }>(historyDocument, { since: from });
    for (const { revision, changes } of page.nodes) {
      for (const { type, kind, namespace: place, name } of changes) {
        if (kind === 'ConfigMap' && place === namespace) seen.push({ revision, type, key: `${namespace}/${name}` });
      }
    }
    if (!page.hasNextPage) return seen;
    from = page.endRevision;
  }
}

/** Reads a stream to its end, and writes down what it is told. */
export class StreamWitness {
  readonly told: SeenChange[] = [];
  /** Revisions of which it was told by a new list only: after the first, up to the second. */
  readonly skipped: Array<{ readonly after: number; readonly upTo: number }> = [];
  readonly ended: Promise<void>;
  revision = 0;
  private readonly states = new Map<string, string>();

  constructor(stream: WatchStream<ConfigMap>) {
    this.ended = this.read(stream);
  }

  /** Each object's version, as far as it was told. */
  get state(): ReadonlyMap<string, string> {
    return this.states;
  }

  /** What of history it must have been told, change by change. */
  expected(history: readonly SeenChange[]): SeenChange[] {
    return history.filter(({ revision }) => {
      const number = Number(revision);
      return number <= this.revision && !this.skipped.some(({ after, upTo }) => number > after && number <= upTo);
    });
  }

  private async read(stream: WatchStream<ConfigMap>): Promise<void> {
    for await (const item of stream) {
      if (item.type === 'SNAPSHOT') {
        this.skipped.push({ after: this.revision, upTo: Number(item.resourceVersion) });
        this.states.clear();
        for (const object of item.objects) this.states.set(keyOf(object), object.metadata.resourceVersion ?? '');
      } else {
        for (const { type, object } of item.events) this.learn(type, object);
      }
      this.revision = Number(item.resourceVersion);
    }
  }

  private learn(type: string, object: ConfigMap): void {
    const key = keyOf(object);
    const revision = object.metadata.resourceVersion ?? '';
    this.told.push({ revision, type, key });
    if (type === 'DELETED') this.states.delete(key);
    else this.states.set(key, revision);
  }
}

/** Listens to an informer's handlers, sleepily, and notes whatever does not follow from what it was told before. */
export class HandlerWitness {
  readonly oddities: string[] = [];
  private readonly believed = new Map<string, ConfigMap>();
  private readonly busy = new Set<string>();
  calls = 0;

  constructor(informer: Informer<ConfigMap>, random: () => number) {
    const learn = async (was: ConfigMap | undefined, is: ConfigMap | undefined) => {
      this.calls++;
      const key = keyOf((is ?? was) as ConfigMap); // One of them is there: a handler is told of something.
      if (this.busy.has(key)) this.oddities.push(`two handlers at once for ${key}`);
      if (this.believed.get(key) !== was) this.oddities.push(`${key} was told as what it was not`);
      if (was && is && version(is) <= version(was)) this.oddities.push(`${key} went back to ${version(is)}`);
      if (is) this.believed.set(key, is);
      else this.believed.delete(key);
      this.busy.add(key);
      for (let turns = random() * 10; turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
      this.busy.delete(key);
    };
    informer.on({
      add: (object) => learn(undefined, object),
      update: (object, before) => learn(before, object),
      delete: (object) => learn(object, undefined),
    });
  }

  get isQuiet(): boolean {
    return this.busy.size === 0;
  }

  get state(): ReadonlyMap<string, string> {
    return versionsOf([...this.believed.values()]);
  }
}

export function versionsOf(objects: readonly ConfigMap[]): ReadonlyMap<string, string> {
  return new Map(objects.map((object) => [keyOf(object), object.metadata.resourceVersion ?? '']));
}

function version({ metadata }: ConfigMap): number {
  return Number(metadata.resourceVersion);
}
