// The node's userspace service proxy: what reaches a service's cluster IP or node port on this host goes to an endpoint.
//
// A service's part is planned anew from its present state whenever it or its slices change, and compared with what is
// there. An address without endpoints is not listened on: clients are refused at once. Connections outlive the listener
// and the endpoint's membership.
import type { Clock } from '@portolan/client/clock.ts';
import type { EndpointSlice, Service } from '@portolan/client/generated/kubernetes.ts';
import { Binder, type Listener } from './binder.ts';
import { HealthCheckListener } from './health-check-listener.ts';
import { type HealthCheck, type Place, planRoutes, type Route } from './plan-routes.ts';
import { Connections, TcpListener } from './tcp-listener.ts';
import { UdpListener } from './udp-listener.ts';

const defaultMaxConnections = 16_384;

export interface ProxyOptions {
  readonly clock: Clock;
  readonly maxConnections?: number;
  /** Told of addresses that cannot be served. */
  warn(text: string, error: unknown): void;
}

export interface ProxyStats {
  readonly services: number;
  /** Addresses this agent serves, and those that another one serves or that cannot be had. */
  readonly bound: number;
  readonly waiting: number;
  /** TCP connections. */
  readonly open: number;
  readonly accepted: number;
  readonly refused: number;
}

interface Served<T> {
  readonly listener: Listener<T>;
  readonly close: () => void;
}

interface ServedService {
  readonly routes: Map<string, Served<Route>>;
  readonly healthChecks: Map<string, Served<HealthCheck>>;
}

export class ServiceProxy {
  private readonly clock: Clock;
  private readonly connections: Connections;
  private readonly binder: Binder;
  private readonly services = new Map<string, ServedService>();

  constructor({ clock, warn, maxConnections = defaultMaxConnections }: ProxyOptions) {
    this.clock = clock;
    this.connections = new Connections(maxConnections);
    this.binder = new Binder({ clock, warn });
  }

  /** `key`: `namespace/name`. Undefined for a service that is gone. */
  apply(key: string, service: Service | undefined, slices: readonly EndpointSlice[], place: Place): void {
    const { routes, healthChecks } = service ? planRoutes(service, slices, place) : { routes: [], healthChecks: [] };
    const served = this.services.get(key) ?? { routes: new Map(), healthChecks: new Map() };
    this.settle(key, served.routes, routes, (route) => this.listenerFor(route));
    this.settle(key, served.healthChecks, healthChecks, (check) => new HealthCheckListener(check));
    if (served.routes.size + served.healthChecks.size > 0) this.services.set(key, served);
    else this.services.delete(key);
  }

  stats(): ProxyStats {
    const { open, accepted, refused } = this.connections;
    return { services: this.services.size, ...this.binder.stats(), open, accepted, refused };
  }

  stop(): void {
    this.binder.stop();
    this.connections.destroyAll();
    this.services.clear();
  }

  private settle<T extends { readonly address: string; readonly port: number }>(
    service: string,
    served: Map<string, Served<T>>,
    wanted: readonly T[],
    create: (each: T) => Listener<T>,
  ): void {
    const left = new Set(served.keys());
    for (const each of wanted) {
      const protocol = 'protocol' in each ? each.protocol : 'HTTP';
      const key = `${each.address}:${each.port}/${protocol}`;
      left.delete(key);
      const present = served.get(key);
      if (present) {
        present.listener.update(each);
        continue;
      }
      const listener = create(each);
      served.set(key, { listener, close: this.binder.add(`${key} of service ${service}`, listener) });
    }
    for (const key of left) {
      served.get(key)?.close();
      served.delete(key);
    }
  }

  private listenerFor(route: Route): Listener<Route> {
    const { clock, connections } = this;
    return route.protocol === 'TCP'
      ? new TcpListener(route, { clock, connections })
      : new UdpListener(route, { clock });
  }
}
