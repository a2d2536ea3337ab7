// Keeps a proxy in step with the services and endpoint slices of the API. While the API is away it serves what it knew last.
import type { Client } from '@portolan/client';
import type { Clock } from '@portolan/client/clock.ts';
import type { ProxyRule } from '@portolan/client/tunnel/proxy-rules.ts';
import { type ProxyStats, ServiceProxy } from './service-proxy.ts';

const serviceNameLabel = 'kubernetes.io/service-name';
const zoneLabel = 'topology.kubernetes.io/zone';
/** Headless services have nothing to listen on, and others may be another proxy's. */
const labelSelector = '!service.kubernetes.io/service-proxy-name,!service.kubernetes.io/headless';

export interface ServiceProxyOptions {
  readonly client: Client;
  readonly nodeName: string;
  readonly clock: Clock;
  /** Addresses on which node ports are served; all of the host's unless told. */
  readonly nodePortAddresses?: readonly string[];
  readonly maxConnections?: number;
  warn(text: string, error: unknown): void;
}

export interface RunningServiceProxy {
  /** Resolves when what the API holds has been taken over once. */
  readonly synced: Promise<void>;
  stats(): ProxyStats;
  rules(): readonly ProxyRule[];
  /** Ends connections too. */
  stop(): void;
}

export function startServiceProxy(options: ServiceProxyOptions): RunningServiceProxy {
  const { client, clock, nodeName, nodePortAddresses = ['0.0.0.0'] } = options;
  const proxy = new ServiceProxy(options);
  const services = client.services.informer({ labelSelector });
  const slices = client.endpointSlices.informer({
    labelSelector,
    indexes: {
      service: ({ metadata: { namespace, labels } }) => {
        const service = labels?.[serviceNameLabel];
        return service === undefined ? undefined : `${namespace}/${service}`;
      },
    },
  });
  const nodes = client.nodes.informer({ fieldSelector: `metadata.name=${nodeName}` });
  const apply = (keys: Iterable<string>) => {
    const zone = nodes.get(nodeName)?.metadata.labels?.[zoneLabel];
    const place = { nodeName, nodePortAddresses, ...(zone !== undefined && { zone }) };
    for (const key of keys) proxy.apply(key, services.get(key), slices.by('service', key), place);
  };
  const dirty = new DirtyKeys(clock, apply);
  const serviceChanged = ({ metadata }: { metadata: { namespace?: string; name: string } }) =>
    dirty.add(`${metadata.namespace}/${metadata.name}`);
  const sliceChanged = ({ metadata }: { metadata: { namespace?: string; labels?: Record<string, string> } }) =>
    dirty.add(`${metadata.namespace}/${metadata.labels?.[serviceNameLabel]}`);
  services.on({ add: serviceChanged, update: serviceChanged, delete: serviceChanged });
  slices.on({
    add: sliceChanged,
    update(now, before) {
      sliceChanged(before);
      sliceChanged(now);
    },
    delete: sliceChanged,
  });
  const everyService = () => services.list().forEach(serviceChanged);
  nodes.on({
    add: everyService,
    update(now, before) {
      if (now.metadata.labels?.[zoneLabel] !== before.metadata.labels?.[zoneLabel]) everyService();
    },
  });
  return {
    synced: Promise.all([services.synced, slices.synced, nodes.synced]).then(() => {
      everyService();
      dirty.flush();
    }),
    stats: () => proxy.stats(),
    rules: () => proxy.rules(),
    stop() {
      for (const informer of [services, slices, nodes]) informer.stop();
      dirty.stop();
      proxy.stop();
    },
  };
}

/** Services that changed, gathered until all handlers of a frame have run: a change set is taken over as a whole. */
class DirtyKeys {
  private readonly clock: Clock;
  private readonly apply: (keys: Iterable<string>) => void;
  private keys = new Set<string>();
  private timer: { cancel(): void } | undefined;

  constructor(clock: Clock, apply: (keys: Iterable<string>) => void) {
    this.clock = clock;
    this.apply = apply;
  }

  add(key: string): void {
    this.keys.add(key);
    this.timer ??= this.clock.setTimer(0, () => this.flush());
  }

  flush(): void {
    const { keys } = this;
    this.stop();
    this.apply(keys);
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.keys = new Set();
  }
}
