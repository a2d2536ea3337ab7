// The variables by which a container finds services: Kubernetes' own, and those of Docker's links.
import type { Service } from '@portolan/client';

/** Services of the pod's namespace (if it wants them) and the API's own, which is in `default`. */
export function serviceEnvironment(
  services: readonly Service[],
  namespace: string,
  enableServiceLinks: boolean,
): Map<string, string> {
  const variables = new Map<string, string>();
  const visible = services.filter(({ metadata, spec }) => {
    const isReachable = spec?.clusterIP !== undefined && spec.clusterIP !== '' && spec.clusterIP !== 'None';
    if (!isReachable) return false;
    const isApi = metadata.namespace === 'default' && metadata.name === 'kubernetes';
    return isApi || (metadata.namespace === namespace && enableServiceLinks);
  });
  // A service of the pod's own namespace comes last and wins.
  const rank = (each: Service) => (each.metadata.namespace === namespace ? 1 : 0);
  for (const service of visible.toSorted((a, b) => rank(a) - rank(b))) {
    for (const [name, value] of variablesOf(service)) variables.set(name, value);
  }
  return variables;
}

function variablesOf({ metadata, spec }: Service): Array<readonly [string, string]> {
  const prefix = variableName(metadata.name);
  const host = spec?.clusterIP ?? '';
  const ports = spec?.ports ?? [];
  const [first] = ports;
  if (!first) return [];
  const address = host.includes(':') ? `[${host}]` : host;
  const link = (port: number, protocol: string) => `${protocol.toLowerCase()}://${address}:${port}`;
  const variables: Array<readonly [string, string]> = [
    [`${prefix}_SERVICE_HOST`, host],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
    ...ports.flatMap(
      ({ name, port }): Array<readonly [string, string]> =>
        name ? [[`${prefix}_SERVICE_PORT_${variableName(name)}`, String(port)]] : [],
    ),
    [`${prefix}_PORT`, link(first.port, first.protocol ?? 'TCP')],
  ];
  for (const { port, protocol = 'TCP' } of ports) {
    const each = `${prefix}_PORT_${port}_${protocol}`;
    variables.push([each, link(port, protocol)]);
    variables.push([`${each}_PROTO`, protocol.toLowerCase()], [`${each}_PORT`, String(port)], [`${each}_ADDR`, host]);
  }
  return variables;
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
