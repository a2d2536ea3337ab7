// Config maps and secrets that pods of this node name, each read when it is needed and kept for a minute. What is kept is
// also what there is while the API is away.
import { type Client, type ConfigMap, ConnectionError, type Secret } from '@portolan/client';
import type { AgentClock } from '../clock.ts';
import type { ReferencedObjects } from '../runtime-manager/environment.ts';

interface Kept<T> {
  readonly object: T | undefined;
  readonly atMs: number;
}

const freshMs = 60_000;
/** A missing object is looked for again soon. */
const missingMs = 1_000;
const maxKept = 1_000;

export class ObjectCache implements ReferencedObjects {
  private readonly client: Client;
  private readonly clock: AgentClock;
  private readonly configMaps = new Map<string, Kept<ConfigMap>>();
  private readonly secrets = new Map<string, Kept<Secret>>();

  constructor(client: Client, clock: AgentClock) {
    this.client = client;
    this.clock = clock;
  }

  configMap(namespace: string, name: string): Promise<ConfigMap | undefined> {
    return this.read(this.configMaps, `${namespace}/${name}`, () => this.client.configMaps.find({ namespace, name }));
  }

  secret(namespace: string, name: string): Promise<Secret | undefined> {
    return this.read(this.secrets, `${namespace}/${name}`, () => this.client.secrets.find({ namespace, name }));
  }

  private async read<T>(
    kept: Map<string, Kept<T>>,
    key: string,
    load: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const nowMs = this.clock.monotonic();
    const found = kept.get(key);
    if (found && nowMs - found.atMs < (found.object ? freshMs : missingMs)) return found.object;
    try {
      const object = await load();
      kept.delete(key);
      kept.set(key, { object, atMs: nowMs });
      const [oldest] = kept.keys();
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
      return object;
    } catch (error) {
      if (error instanceof ConnectionError && found?.object) return found.object;
      throw error;
    }
  }
}
