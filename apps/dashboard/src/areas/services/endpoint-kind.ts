// The endpoint slices of services, and what they say of each service together.
import type { Tone } from '../../components/status-mark.tsx';
import { type LiveRow, typedKind } from '../../live/live-kind.ts';

export interface SliceEndpoint {
  readonly address: string;
  readonly isReady: boolean;
  readonly isServing: boolean;
  readonly isTerminating: boolean;
  readonly node: string;
  /** Name of the pod behind it; empty where it is none. */
  readonly pod: string;
}

export interface SliceRow extends LiveRow {
  /** Name of the service. */
  readonly service: string;
  readonly endpoints: readonly SliceEndpoint[];
  /** `http 8080/TCP`. */
  readonly ports: readonly string[];
}

interface SelectedSlice {
  readonly endpoints: readonly SelectedEndpoint[] | null;
  readonly ports: ReadonlyArray<{
    readonly name: string | null;
    readonly port: number | null;
    readonly protocol: string | null;
  }> | null;
}

interface SelectedEndpoint {
  readonly addresses: readonly string[] | null;
  readonly conditions: Readonly<Record<'ready' | 'serving' | 'terminating', boolean | null>> | null;
  readonly nodeName: string | null;
  readonly targetRef: { readonly kind: string | null; readonly name: string | null } | null;
}

export const serviceNameLabel = 'kubernetes.io/service-name';

export const sliceKind = typedKind<SelectedSlice, SliceRow>({
  id: 'endpointslices',
  kind: 'EndpointSlice.discovery.k8s.io',
  changesField: 'endpointSliceChanges',
  listField: 'endpointSlices',
  fields: `endpoints { addresses conditions { ready serving terminating } nodeName targetRef { kind name } }
    ports { name port protocol }`,
  toRow: ({ endpoints, ports }, base) => ({
    ...base,
    service: base.labels[serviceNameLabel] ?? '',
    endpoints: (endpoints ?? []).flatMap(endpointsOf),
    ports: (ports ?? []).map(
      ({ name, port, protocol }) => `${name ? `${name} ` : ''}${port ?? '*'}/${protocol ?? 'TCP'}`,
    ),
  }),
});

/** Consumers take what is not told as ready. */
function endpointsOf({ addresses, conditions, nodeName, targetRef }: SelectedEndpoint): SliceEndpoint[] {
  const isReady = conditions?.ready ?? true;
  return (addresses ?? []).map((address) => ({
    address,
    isReady,
    isServing: conditions?.serving ?? isReady,
    isTerminating: conditions?.terminating ?? false,
    node: nodeName ?? '',
    pod: targetRef?.kind === 'Pod' ? (targetRef.name ?? '') : '',
  }));
}

export interface EndpointCount {
  readonly ready: number;
  readonly all: number;
}

export const noEndpoints: EndpointCount = { ready: 0, all: 0 };

/** By `namespace/name` of the service. An address counts once, however many slices name it. */
export function countEndpoints(
  slices: Iterable<Pick<SliceRow, 'namespace' | 'service' | 'endpoints'>>,
): ReadonlyMap<string, EndpointCount> {
  const readyByAddress = new Map<string, Map<string, boolean>>();
  for (const { namespace, service, endpoints } of slices) {
    const key = `${namespace}/${service}`;
    const known = readyByAddress.get(key) ?? new Map<string, boolean>();
    readyByAddress.set(key, known);
    for (const { address, isReady } of endpoints) known.set(address, isReady || known.get(address) === true);
  }
  const counts = [...readyByAddress].map(([key, addresses]) => {
    const ready = [...addresses.values()].filter(Boolean).length;
    return [key, { ready, all: addresses.size }] as const;
  });
  return new Map(counts);
}

export type ServiceState = 'ready' | 'degraded' | 'down' | 'external';

export const toneOfState: Readonly<Record<ServiceState, Tone>> = {
  ready: 'ok',
  degraded: 'warn',
  down: 'bad',
  external: 'info',
};

export function stateOf(type: string, { ready, all }: EndpointCount): ServiceState {
  if (type === 'ExternalName') return 'external';
  if (ready === 0) return 'down';
  return ready < all ? 'degraded' : 'ready';
}
