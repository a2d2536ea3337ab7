// One set of endpoints has one form: ports that are offered by the same addresses are put together, each address once,
// everything in order. So two writers who mean the same write the same.
import type { CoreV1EndpointPort, EndpointAddress, EndpointSubset } from '../../resource/generated/kubernetes.ts';

interface Offer {
  /** Absent where addresses are listed without any port. */
  readonly port: CoreV1EndpointPort | undefined;
  /** By address key; not ready wins over ready. */
  readonly readiness: Map<string, boolean>;
}

export function repackSubsets(subsets: readonly EndpointSubset[]): EndpointSubset[] {
  const addresses = new Map<string, EndpointAddress>();
  const offers = new Map<string, Offer>();
  for (const { ports = [], addresses: ready = [], notReadyAddresses: notReady = [] } of subsets) {
    for (const port of ports.length > 0 ? ports : [undefined]) {
      const offer = offers.get(portKey(port)) ?? { port, readiness: new Map<string, boolean>() };
      offers.set(portKey(port), offer);
      for (const address of ready) record(address, true, offer, addresses);
      for (const address of notReady) record(address, false, offer, addresses);
    }
  }
  return [...sharedBy(offers.values()).entries()]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([, group]) => subsetOf(group, addresses));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function portKey(port: CoreV1EndpointPort | undefined): string {
  return port ? `${port.name ?? ''}/${port.protocol}/${port.port}/${port.appProtocol ?? ''}` : '';
}

/** One address may stand for several pods, one after the other: these are told apart. Keys sort like the addresses. */
function addressKey({ ip, targetRef }: EndpointAddress): string {
  return `${ip}\0${targetRef?.uid ?? ''}`;
}

function record(
  address: EndpointAddress,
  isReady: boolean,
  offer: Offer,
  addresses: Map<string, EndpointAddress>,
): void {
  const key = addressKey(address);
  if (!addresses.has(key)) addresses.set(key, address);
  offer.readiness.set(key, (offer.readiness.get(key) ?? true) && isReady);
}

/** Offers of the same addresses in the same state, under a key that tells these. */
function sharedBy(offers: Iterable<Offer>): Map<string, Offer[]> {
  const groups = new Map<string, Offer[]>();
  for (const offer of offers) {
    const key = JSON.stringify([...offer.readiness].sort(([a], [b]) => compareTexts(a, b)));
    groups.set(key, [...(groups.get(key) ?? []), offer]);
  }
  return groups;
}

function subsetOf(offers: readonly Offer[], addresses: ReadonlyMap<string, EndpointAddress>): EndpointSubset {
  const readiness = [...(offers[0]?.readiness ?? [])].sort(([a], [b]) => compareTexts(a, b));
  const inState = (state: boolean) =>
    readiness.flatMap(([key, isReady]) => (isReady === state ? (addresses.get(key) ?? []) : []));
  const [ready, notReady] = [inState(true), inState(false)];
  const ports = offers.flatMap(({ port }) => port ?? []).sort((a, b) => compareTexts(portKey(a), portKey(b)));
  return {
    ...(ready.length > 0 && { addresses: ready }),
    ...(notReady.length > 0 && { notReadyAddresses: notReady }),
    ...(ports.length > 0 && { ports }),
  };
}
