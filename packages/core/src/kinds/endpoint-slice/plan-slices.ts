// How the endpoints of a service are spread over slices with the fewest writes, as Kubernetes' endpointslice reconciler:
//
// 1. Endpoints stay in the slice where they are; those no longer wanted leave it.
// 2. What is new fills up the slices that are written anyway, the fullest first.
// 3. What is left goes into the one unchanged slice that it fills best, or into new slices.
import { deepEqual } from '../../resource/equality.ts';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../resource/generated/kubernetes.ts';
import { type EndpointGroup, groupKey } from './desired-endpoints.ts';

const maxEndpointsPerSlice = 100;

/** What a slice should hold; its metadata is the caller's. */
export interface SliceContent {
  readonly addressType: string;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

export interface SlicePlan {
  readonly create: readonly SliceContent[];
  readonly update: ReadonlyArray<{ readonly slice: EndpointSlice; readonly content: SliceContent }>;
  readonly remove: readonly EndpointSlice[];
}

export interface SliceInput {
  readonly groups: readonly EndpointGroup[];
  /** The service's slices that this controller manages. */
  readonly slices: readonly EndpointSlice[];
  /** Families the service has; where it has no endpoints, an empty slice says so. */
  readonly addressTypes: readonly string[];
  /** Of this very service, and not of one of its name before it. */
  isOwn(slice: EndpointSlice): boolean;
  /** Whether labels and the like are as they should be. */
  isDressed(slice: EndpointSlice): boolean;
  readonly maxPerSlice?: number;
}

export function planSlices(input: SliceInput): SlicePlan {
  const draft = new Draft(input.maxPerSlice ?? maxEndpointsPerSlice, input.isDressed);
  const usable = input.slices.filter((slice) => input.isOwn(slice) && input.addressTypes.includes(slice.addressType));
  const byKey = new Map<string, EndpointSlice[]>();
  for (const slice of usable) byKey.set(groupKey(slice), [...(byKey.get(groupKey(slice)) ?? []), slice]);
  for (const group of input.groups) {
    const key = groupKey(group);
    draft.place(group, byKey.get(key) ?? []);
    byKey.delete(key);
  }
  draft.remove.push(...[...byKey.values()].flat());
  for (const addressType of input.addressTypes) draft.keepOne(addressType);
  draft.reuseRemoved();
  const others = input.slices.filter((slice) => !usable.includes(slice));
  return { create: draft.create, update: draft.update, remove: [...draft.remove, ...others] };
}

interface Placed {
  readonly slice: EndpointSlice;
  readonly endpoints: Endpoint[];
}

class Draft {
  readonly create: SliceContent[] = [];
  readonly update: { slice: EndpointSlice; content: SliceContent }[] = [];
  readonly remove: EndpointSlice[] = [];
  private readonly maxPerSlice: number;
  private readonly isDressed: (slice: EndpointSlice) => boolean;
  private readonly filledTypes = new Set<string>();

  constructor(maxPerSlice: number, isDressed: (slice: EndpointSlice) => boolean) {
    this.maxPerSlice = maxPerSlice;
    this.isDressed = isDressed;
  }

  place({ addressType, ports, endpoints }: EndpointGroup, slices: readonly EndpointSlice[]): void {
    this.filledTypes.add(addressType);
    const wanted = new Map(endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]));
    const { changed, unchanged } = this.keep(slices, wanted);
    const rest = [...wanted.values()];
    for (const { endpoints: held } of changed.sort((a, b) => b.endpoints.length - a.endpoints.length)) {
      held.push(...rest.splice(0, this.maxPerSlice - held.length));
    }
    while (rest.length > 0) {
      const best = rest.length < this.maxPerSlice ? bestFit(unchanged, rest.length, this.maxPerSlice) : undefined;
      if (best) {
        unchanged.splice(unchanged.indexOf(best), 1);
        changed.push({ slice: best.slice, endpoints: [...best.endpoints, ...rest.splice(0)] });
      } else this.create.push({ addressType, ports, endpoints: rest.splice(0, this.maxPerSlice) });
    }
    for (const { slice, endpoints: held } of changed) {
      this.update.push({ slice, content: { addressType, ports, endpoints: held } });
    }
  }

  /** Leaves in `wanted` what no slice holds. */
  private keep(slices: readonly EndpointSlice[], wanted: Map<string, Endpoint>) {
    const changed: Placed[] = [];
    const unchanged: Placed[] = [];
    for (const slice of slices) {
      const present = slice.endpoints ?? [];
      const endpoints = present.flatMap((endpoint) => {
        const key = endpointKey(endpoint);
        const next = wanted.get(key);
        wanted.delete(key);
        return next ?? [];
      });
      if (endpoints.length === 0) this.remove.push(slice);
      else if (deepEqual(endpoints, present) && this.isDressed(slice)) unchanged.push({ slice, endpoints });
      else changed.push({ slice, endpoints });
    }
    return { changed, unchanged };
  }

  /** A service without endpoints has one empty slice for each family. */
  keepOne(addressType: string): void {
    if (this.filledTypes.has(addressType)) return;
    const present = this.remove.findIndex((slice) => slice.addressType === addressType && isEmpty(slice));
    const slice = this.remove[present];
    if (slice && this.isDressed(slice)) this.remove.splice(present, 1);
    else this.create.push({ addressType, ports: [], endpoints: [] });
  }

  /** Instead of one slice going and another coming, the one becomes the other. */
  reuseRemoved(): void {
    for (const content of this.create.splice(0)) {
      const at = this.remove.findIndex(({ addressType }) => addressType === content.addressType);
      const [slice] = at === -1 ? [] : this.remove.splice(at, 1);
      if (slice) this.update.push({ slice, content });
      else this.create.push(content);
    }
  }
}

function isEmpty({ endpoints = [], ports = [] }: EndpointSlice): boolean {
  return endpoints.length === 0 && ports.length === 0;
}

/** The slice with the least room that still takes them all. */
function bestFit(slices: readonly Placed[], count: number, max: number): Placed | undefined {
  return slices
    .filter(({ endpoints }) => endpoints.length + count <= max)
    .reduce<Placed | undefined>((best, each) => {
      return best && best.endpoints.length >= each.endpoints.length ? best : each;
    }, undefined);
}

/** The same pod at the same addresses is the same endpoint. */
function endpointKey({ addresses, targetRef }: Endpoint): string {
  return `${targetRef?.namespace ?? ''}/${targetRef?.name ?? ''} ${[...addresses].sort().join()}`;
}
