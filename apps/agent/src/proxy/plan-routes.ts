// What a node's proxy does for one service: on which addresses it listens, and which endpoints each of them leads to.
//
// Endpoints are chosen as kube-proxy chooses them: ready ones; where there is none, those that still serve while they end;
// only those of this node where the traffic policy says so; those that are hinted to be near where all carry hints.
import type { Endpoint, EndpointSlice, Service, ServicePort } from '@portolan/client/generated/kubernetes.ts';
import type { ProxyRule, ProxyTarget } from '@portolan/client/tunnel/proxy-rules.ts';

export type Target = Pick<ProxyTarget, 'address' | 'port'>;

/** One address of a service port. */
export type Route = Omit<ProxyRule, 'namespace' | 'service' | 'bound'>;

/** Asked by load balancers whether this node has endpoints of the service. */
export interface HealthCheck {
  readonly address: string;
  readonly port: number;
  readonly service: { readonly namespace: string; readonly name: string };
  readonly localEndpoints: number;
}

export interface ServicePlan {
  /** Those with targets. */
  readonly routes: readonly Route[];
  /** Those without: nobody listens there. */
  readonly idleRoutes: readonly Route[];
  readonly healthChecks: readonly HealthCheck[];
}

/** Where the proxy is. */
export interface Place {
  readonly nodeName: string;
  readonly zone?: string;
  /** Addresses on which node ports are served. */
  readonly nodePortAddresses: readonly string[];
}

export const nothing: ServicePlan = { routes: [], idleRoutes: [], healthChecks: [] };

const protocols = ['TCP', 'UDP'] as const;

export function targetKey({ address, port }: Target): string {
  return `${address}:${port}`;
}

export function planRoutes(service: Service, slices: readonly EndpointSlice[], place: Place): ServicePlan {
  const { spec = {} } = service;
  const { clusterIP = '', ports = [], type } = spec;
  if (type === 'ExternalName' || clusterIP === '' || clusterIP === 'None') return nothing;
  const routes = ports.flatMap((port): Route[] => {
    const protocol = protocols.find((each) => each === (port.protocol ?? 'TCP'));
    if (!protocol) return [];
    const endpoints = endpointsOf(port, slices);
    const shared = { portName: port.name ?? '', protocol, ...affinityOf(service) } as const;
    const inside = chooseTargets(endpoints, place, spec.internalTrafficPolicy === 'Local');
    const outside = chooseTargets(endpoints, place, spec.externalTrafficPolicy === 'Local');
    const nodePorts = port.nodePort ? place.nodePortAddresses : [];
    return [
      { ...shared, address: clusterIP, port: port.port, targets: inside },
      ...nodePorts.map((address) => ({ ...shared, address, port: port.nodePort ?? 0, targets: outside })),
    ];
  });
  return {
    routes: routes.filter(({ targets }) => targets.length > 0),
    idleRoutes: routes.filter(({ targets }) => targets.length === 0),
    healthChecks: healthChecksOf(service, slices, place),
  };
}

function affinityOf({ spec }: Service): { affinityMs?: number } {
  if (spec?.sessionAffinity !== 'ClientIP') return {};
  return { affinityMs: (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) * 1000 };
}

interface PlacedEndpoint {
  readonly endpoint: Endpoint;
  readonly target: Target;
}

/** An endpoint that is in two slices for a moment counts once. */
function endpointsOf({ name = '', protocol = 'TCP' }: ServicePort, slices: readonly EndpointSlice[]): PlacedEndpoint[] {
  const found = new Map<string, PlacedEndpoint>();
  for (const { addressType, ports = [], endpoints = [] } of slices) {
    if (addressType !== 'IPv4') continue;
    const number = ports.find((each) => (each.name ?? '') === name && (each.protocol ?? 'TCP') === protocol)?.port;
    if (number === undefined) continue;
    for (const endpoint of endpoints) {
      // Further addresses of an endpoint have no meaning to proxies.
      const target = { address: endpoint.addresses[0] ?? '', port: number };
      found.set(targetKey(target), { endpoint, target });
    }
  }
  return [...found.values()].sort((a, b) => compareTexts(targetKey(a.target), targetKey(b.target)));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What is unknown counts as ready, as the API says. */
function isReady({ endpoint: { conditions = {} } }: PlacedEndpoint): boolean {
  return conditions.ready ?? true;
}

function isServingToItsEnd({ endpoint: { conditions = {} } }: PlacedEndpoint): boolean {
  return conditions.terminating === true && (conditions.serving ?? conditions.ready ?? true);
}

function chooseTargets(endpoints: readonly PlacedEndpoint[], place: Place, onlyLocal: boolean): ProxyTarget[] {
  const candidates = onlyLocal ? endpoints.filter(({ endpoint }) => endpoint.nodeName === place.nodeName) : endpoints;
  const ready = candidates.filter(isReady);
  if (ready.length === 0) return candidates.filter(isServingToItsEnd).map(asTarget);
  return (onlyLocal ? ready : nearest(ready, place)).map(asTarget);
}

function asTarget(placed: PlacedEndpoint): ProxyTarget {
  const { nodeName } = placed.endpoint;
  return { ...placed.target, ...(nodeName !== undefined && { nodeName }), ready: isReady(placed) };
}

/** Hints count only when all endpoints carry them and some are for this place. */
function nearest(ready: readonly PlacedEndpoint[], { nodeName, zone }: Place): readonly PlacedEndpoint[] {
  for (const [list, here] of [['forNodes', nodeName] as const, ['forZones', zone] as const]) {
    if (here === undefined || !ready.every(({ endpoint }) => endpoint.hints?.[list]?.length)) continue;
    const near = ready.filter(({ endpoint }) => endpoint.hints?.[list]?.some(({ name }) => name === here));
    if (near.length > 0) return near;
  }
  return ready;
}

function healthChecksOf(service: Service, slices: readonly EndpointSlice[], place: Place): HealthCheck[] {
  const { healthCheckNodePort, type, externalTrafficPolicy, ports: [first] = [] } = service.spec ?? {};
  if (!healthCheckNodePort || type !== 'LoadBalancer' || externalTrafficPolicy !== 'Local') return [];
  const { namespace = '', name } = service.metadata;
  const local = first ? chooseReadyLocal(endpointsOf(first, slices), place) : 0;
  return place.nodePortAddresses.map((address) => ({
    address,
    port: healthCheckNodePort,
    service: { namespace, name },
    localEndpoints: local,
  }));
}

/** Endpoints about to end are not counted: balancers should look elsewhere already. */
function chooseReadyLocal(endpoints: readonly PlacedEndpoint[], { nodeName }: Place): number {
  return endpoints.filter((each) => each.endpoint.nodeName === nodeName && isReady(each)).length;
}
