// `clusterIP` is the first of `clusterIPs`. Clients that know only the old field are understood; what a client meant by
// changing one of the two is worked out here, and whatever contradicts is left for validation to find.
import { deepEqual } from '../../resource/equality.ts';
import type { ServiceSpec } from '../../resource/generated/kubernetes.ts';

export function alignClusterIps(spec: ServiceSpec, old?: ServiceSpec): void {
  if (old) alignChanged(spec, old);
  else if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
}

function alignChanged(spec: ServiceSpec, old: ServiceSpec): void {
  const isSingularSame = (spec.clusterIP ?? '') === (old.clusterIP ?? '');
  if (old.clusterIPs?.length && !spec.clusterIPs?.length && isSingularSame) spec.clusterIPs = [...old.clusterIPs];
  if (isSingularSame || !hasSameClusterIps(spec, old)) return;
  if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP];
  else delete spec.clusterIPs;
}

export function hasSameClusterIps(spec: ServiceSpec, old: ServiceSpec): boolean {
  return deepEqual(spec.clusterIPs ?? [], old.clusterIPs ?? []);
}
