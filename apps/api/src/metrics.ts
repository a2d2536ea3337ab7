// What the server counts, under Kubernetes' names where Kubernetes counts the same.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface MetricSources {
  /** Sockets, event streams and their subscriptions at this moment. */
  readonly openSockets: () => number;
  readonly eventStreams: () => number;
  readonly subscriptions: () => number;
  readonly subscriptionGroups: () => number;
  /** Events handed to groups since the start. */
  readonly watchEvents: () => number;
  readonly requestsInFlight: () => number;
  readonly revision: () => number;
  readonly storedObjects: () => ReadonlyMap<string, number>;
}

/** Up to 60 s, as kube-apiserver's request latencies. */
const durationBuckets = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2, 5, 10, 30, 60];

export class Metrics {
  readonly registry = new Registry();
  private readonly requests: Counter<'verb' | 'resource' | 'code'>;
  private readonly durations: Histogram<'verb' | 'resource'>;
  private readonly longRunning: Gauge<'verb' | 'resource'>;
  private readonly refusals: Counter<'code'>;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Counter({
      name: 'apiserver_request_total',
      help: 'Operations by type, first field and result code.',
      labelNames: ['verb', 'resource', 'code'],
      registers,
    });
    this.durations = new Histogram({
      name: 'apiserver_request_duration_seconds',
      help: 'Time to execute and encode an operation.',
      labelNames: ['verb', 'resource'],
      buckets: durationBuckets,
      registers,
    });
    this.longRunning = new Gauge({
      name: 'apiserver_longrunning_requests',
      help: 'Open subscriptions by field.',
      labelNames: ['verb', 'resource'],
      registers,
    });
    this.refusals = new Counter({
      name: 'apiserver_http_refusals_total',
      help: 'HTTP requests refused before any operation was executed, by status.',
      labelNames: ['code'],
      registers,
    });
  }

  /** Call the result with the code when the operation is done. */
  operationStarted(verb: string, resource: string): (code: string) => void {
    const end = this.durations.startTimer({ verb, resource });
    return (code) => {
      end();
      this.requests.inc({ verb, resource, code });
    };
  }

  /** Call the result when the subscription has ended. */
  subscriptionStarted(resource: string): () => void {
    this.requests.inc({ verb: 'subscription', resource, code: 'OK' });
    this.longRunning.inc({ verb: 'subscription', resource });
    return () => this.longRunning.dec({ verb: 'subscription', resource });
  }

  refused(status: number): void {
    this.refusals.inc({ code: String(status) });
  }

  observe(sources: MetricSources): void {
    this.gauge('apiserver_open_websockets', 'Open WebSockets.', sources.openSockets);
    this.gauge('apiserver_open_event_streams', 'Open event streams.', sources.eventStreams);
    this.gauge('apiserver_subscriptions', 'Open watch subscriptions.', sources.subscriptions);
    this.gauge('apiserver_subscription_groups', 'Groups of equal subscriptions.', sources.subscriptionGroups);
    this.gauge('apiserver_current_inflight_requests', 'Operations being executed.', sources.requestsInFlight);
    this.gauge('apiserver_watch_cache_resource_version', 'Revision that the watch cache shows.', sources.revision);
    this.countEvents(sources.watchEvents);
    this.countObjects(sources.storedObjects);
  }

  private countEvents(read: () => number): void {
    const events: Counter = new Counter({
      name: 'apiserver_watch_events_total',
      help: 'Events handed to groups of equal subscriptions.',
      registers: [this.registry],
      collect: () => {
        events.reset();
        events.inc(read());
      },
    });
  }

  private countObjects(read: MetricSources['storedObjects']): void {
    const stored: Gauge<'resource'> = new Gauge({
      name: 'apiserver_storage_objects',
      help: 'Stored objects by kind.',
      labelNames: ['resource'],
      registers: [this.registry],
      collect: () => {
        stored.reset();
        for (const [resource, count] of read()) stored.set({ resource }, count);
      },
    });
  }

  private gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.registry], collect: () => gauge.set(read()) });
  }
}
