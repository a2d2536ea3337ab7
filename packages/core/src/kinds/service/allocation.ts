// What the cluster hands out to a service: its cluster IP, its node ports, the port of its health checks.
import { ApiError } from '../../resource/api-error.ts';
import { FieldPath, invalid } from '../../resource/field-error.ts';
import type { Service, ServiceSpec } from '../../resource/generated/kubernetes.ts';
import type { Claim, Vacancies } from '../../resource/kind.ts';
import { pickClusterIp, pickNodePort, servedIpFamilies } from './ranges.ts';
import { isHeadless, needsClusterIp, needsHealthCheckNodePort, needsNodePorts } from './traits.ts';

const path = new FieldPath('spec');

function clusterIpClaim(ip: string): string {
  return `cluster-ip.${ip}`;
}

/** A number is taken for all protocols, as in Kubernetes, though one service may use it for several. */
function nodePortClaim(port: number): string {
  return `node-port.${port}`;
}

/** Leaves open what does not make sense: validation says so. */
export function allocateForService({ spec = {} }: Service, vacancies: Vacancies): void {
  allocateClusterIp(spec, vacancies);
  if (needsNodePorts(spec) && (spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts)) {
    allocateNodePorts(spec, vacancies);
  }
  if (needsHealthCheckNodePort(spec) && !spec.healthCheckNodePort) {
    spec.healthCheckNodePort = freeNodePort(spec, vacancies, 'a HealthCheck NodePort');
  }
}

function allocateClusterIp(spec: ServiceSpec, vacancies: Vacancies): void {
  if (!needsClusterIp(spec) || spec.clusterIP || spec.clusterIPs?.length) return;
  if (!servedIpFamilies.some((family) => family === spec.ipFamilies?.[0])) return;
  const ip = pickClusterIp(
    (each) => vacancies.isFree(clusterIpClaim(each)),
    () => vacancies.random(),
  );
  if (ip === undefined) throw new ApiError('InternalError', 'failed to allocate a serviceIP: range is full');
  spec.clusterIP = ip;
  spec.clusterIPs = [ip];
}

/** One port number in two protocols is reached on one node port. */
function allocateNodePorts(spec: ServiceSpec, vacancies: Vacancies): void {
  const { ports = [] } = spec;
  for (const port of ports) {
    if (port.nodePort) continue;
    const twin = ports.find((each) => each.port === port.port && each.protocol !== port.protocol && each.nodePort);
    port.nodePort = twin?.nodePort ?? freeNodePort(spec, vacancies, 'a nodePort');
  }
}

function freeNodePort(spec: ServiceSpec, vacancies: Vacancies, what: string): number {
  const own = new Set(nodePortsOf(spec).map(({ port }) => port));
  const port = pickNodePort(
    (each) => !own.has(each) && vacancies.isFree(nodePortClaim(each)),
    () => vacancies.random(),
  );
  if (port === undefined) throw new ApiError('InternalError', `failed to allocate ${what}: range is full`);
  return port;
}

function nodePortsOf({ ports = [], healthCheckNodePort }: ServiceSpec): { at: FieldPath; port: number }[] {
  const list = ports.flatMap(({ nodePort }, position) =>
    nodePort ? [{ at: path.child('ports').index(position).child('nodePort'), port: nodePort }] : [],
  );
  return healthCheckNodePort ? [...list, { at: path.child('healthCheckNodePort'), port: healthCheckNodePort }] : list;
}

export function serviceClaims({ spec = {} }: Service): Claim[] {
  const clusterIps = needsClusterIp(spec) && !isHeadless(spec) ? (spec.clusterIPs ?? []) : [];
  return [
    ...clusterIps.map((ip) => ({
      name: clusterIpClaim(ip),
      taken: invalid(
        path.child('clusterIPs'),
        clusterIps,
        `failed to allocate IP ${ip}: provided IP is already allocated`,
      ),
    })),
    ...nodePortsOf(spec).map(({ at, port }) => ({
      name: nodePortClaim(port),
      taken: invalid(at, port, 'provided port is already allocated'),
    })),
  ];
}
