// Values of a pod's own fields, for variables and downward API files.
import type { Container, ObjectFieldSelector, Pod, ResourceFieldSelector } from '@portolan/client';
import { milliValue, quantityNumber } from '@portolan/client/quantity.ts';
import { allContainersOf, specOf, uidOf } from '../pod-spec.ts';

/** What only the node knows of a pod that is about to run. */
export interface PodPlace {
  readonly nodeName: string;
  readonly hostIps: readonly string[];
  readonly podIps: readonly string[];
  /** Stands for limits that are not set. */
  readonly allocatable: Readonly<Record<string, string>>;
}

/** Throws for a field that cannot be had. */
export function podField(pod: Pod, { fieldPath }: ObjectFieldSelector, place: PodPlace): string {
  const { metadata } = pod;
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(fieldPath);
  if (subscript) return metadata[subscript[1] === 'labels' ? 'labels' : 'annotations']?.[subscript[2] ?? ''] ?? '';
  switch (fieldPath) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? 'default';
    case 'metadata.uid':
      return uidOf(pod);
    case 'metadata.labels':
      return mapText(metadata.labels);
    case 'metadata.annotations':
      return mapText(metadata.annotations);
    case 'spec.nodeName':
      return place.nodeName;
    case 'spec.serviceAccountName':
      return specOf(pod).serviceAccountName ?? '';
    case 'status.hostIP':
      return place.hostIps[0] ?? '';
    case 'status.hostIPs':
      return place.hostIps.join(',');
    case 'status.podIP':
      return place.podIps[0] ?? '';
    case 'status.podIPs':
      return place.podIps.join(',');
    default:
      throw new Error(`unsupported fieldPath: ${fieldPath}`);
  }
}

function mapText(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n');
}

/** Throws for a resource or container that does not exist. */
export function resourceField(
  pod: Pod,
  own: Container | undefined,
  selector: ResourceFieldSelector,
  place: PodPlace,
): string {
  const { containerName, divisor = '0', resource } = selector;
  const container = containerName ? allContainersOf(pod).find(({ name }) => name === containerName) : own;
  if (!container) throw new Error(`container ${containerName ?? ''} not found`);
  const dot = resource.indexOf('.');
  const [kind, name] = [resource.slice(0, dot), resource.slice(dot + 1)];
  if (kind !== 'limits' && kind !== 'requests') throw new Error(`unsupported container resource : ${resource}`);
  const { limits = {}, requests = {} } = container.resources ?? {};
  const quantity = kind === 'limits' ? (limits[name] ?? place.allocatable[name]) : (requests[name] ?? limits[name]);
  const by = quantityNumber(divisor) === 0 ? '1' : divisor;
  return String(quantity === undefined ? 0 : divided(name, quantity, by));
}

function divided(name: string, quantity: string, divisor: string): number {
  if (name === 'cpu') return Math.ceil(milliValue(quantity) / milliValue(divisor));
  return Math.ceil(quantityNumber(quantity) / quantityNumber(divisor));
}
