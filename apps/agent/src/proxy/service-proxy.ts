// The node's userspace service proxy: what reaches a service's cluster IP or node port on this host goes to an endpoint.
//
// A service's part is planned anew from its present state whenever it or its slices change, and compared with what is
// there. An address without endpoints is not listened on: clients are refused at once. Connections outlive the listener
// and the endpoint's membership.
import type { Clock } from '@portolan/client/clock.ts';
import type { EndpointSlice, Service } from '@portolan/client/generated/kubernetes.ts';
import type { ProxyRule } from '@portolan/client/tunnel/proxy-rules.ts';
import { Binder, type Binding, type Listener } from './binder.ts';
import { HealthCheckListener } from './health-check-listener.ts';
import { type HealthCheck, nothing, type Place, planRoutes, type Route } from './plan-routes.ts';
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
  readonly binding: Binding;
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
  /** Of every service that has an address, whether somebody listens there or not. */
  private readonly routes = new Map<string, readonly Route[]>();

  constructor({ clock, warn, maxConnections = defaultMaxConnections }: ProxyOptions) {
    this.clock = clock;
    this.connections = new Connections(maxConnections);
    this.binder = new Binder({ clock, warn });
  }

  /** `key`: `namespace/name`. Undefined for a service that is gone. */
  apply(key: string, service: Service | undefined, slices: readonly EndpointSlice[], place: Place): void {
    const { routes, idleRoutes, healthChecks } = service ? planRoutes(service, slices, place) : nothing;
    const served = this.services.get(key) ?? { routes: new Map(), healthChecks: new Map() };
    this.settle(key, served.routes, routes, (route) => this.listenerFor(route));
    this.settle(key, served.healthChecks, healthChecks, (check) => new HealthCheckListener(check));
    if (served.routes.size + served.healthChecks.size > 0) this.services.set(key, served);
    else this.services.delete(key);
    const all = [...routes, ...idleRoutes];
    if (all.length > 0) this.routes.set(key, all);
    else this.routes.delete(key);
  }

  /** In the order of the services' names. */
  rules(): ProxyRule[] {
    const keys = [...this.routes.keys()].sort();
    return keys.flatMap((key) => {
      const [namespace = '', service = ''] = key.split('/');
      const served = this.services.get(key)?.routes;
      return (this.routes.get(key) ?? []).map((route): ProxyRule => {
        const bound = served?.get(listenerKey(route))?.binding.isBound() ?? false;
        return { namespace, service, ...route, bound };
      });
    });
  }

  stats(): ProxyStats {
    const { open, accepted, refused } = this.connections;
    return { services: this.services.size, ...this.binder.stats(), open, accepted, refused };
  }

  stop(): void {
    this.binder.stop();
    this.connections.destroyAll();
    this.services.clear();
    this.routes.clear();
  }

  private settle<T extends Address>(
    service: string,
    served: Map<string, Served<T>>,
    wanted: readonly T[],
    create: (each: T) => Listener<T>,
  ): void {
    const left = new Set(served.keys());
    for (const each of wanted) {
      const key = listenerKey(each);
      left.delete(key);
      const present = served.get(key);
      if (present) {
        present.listener.update(each);
        continue;
      }
      const listener = create(each);
      served.set(key, { listener, binding: this.binder.add(`${key} of service ${service}`, listener) });
    }
    for (const key of left) {
      served.get(key)?.binding.close();
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

interface Address {
  readonly address: string;
  readonly port: number;
  /** Only health checks have none: they are asked by HTTP. */
  readonly protocol?: Route['protocol'];
}

/** `127.96.0.10:80/TCP` */
function listenerKey({ address, port, protocol }: Address): string {
  return `${address}:${port}/${protocol ?? 'HTTP'}`;
}
