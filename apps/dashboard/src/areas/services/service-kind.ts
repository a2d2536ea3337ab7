// The services of lists: what is selected, and the row it becomes.
import { type IdentifiedRow, typedKind } from '../../live/live-kind.ts';

export interface PortRow {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  /** A number, or the name of a container's port. */
  readonly target: string;
  /** 0: none. */
  readonly nodePort: number;
}

export interface ServiceRow extends IdentifiedRow {
  /** `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`. */
  readonly type: string;
  /** `None` for a headless one; empty where there is none. */
  readonly clusterIP: string;
  /** From outside: addresses and names. */
  readonly external: readonly string[];
  readonly ports: readonly PortRow[];
  readonly selector: Readonly<Record<string, string>>;
}

interface SelectedService {
  readonly spec: {
    readonly type: string | null;
    readonly clusterIP: string | null;
    readonly externalIPs: readonly string[] | null;
    readonly externalName: string | null;
    readonly selector: Readonly<Record<string, string>> | null;
    readonly ports: ReadonlyArray<{
      readonly name: string | null;
      readonly port: number;
      readonly targetPort: string | number | null;
      readonly protocol: string | null;
      readonly nodePort: number | null;
    }> | null;
  } | null;
  readonly status: {
    readonly loadBalancer: {
      readonly ingress: ReadonlyArray<Readonly<Record<'ip' | 'hostname', string | null>>> | null;
    } | null;
  } | null;
}

export const serviceKind = typedKind<SelectedService, ServiceRow>({
  id: 'services',
  kind: 'Service',
  changesField: 'serviceChanges',
  listField: 'services',
  fields: `spec { type clusterIP externalIPs externalName selector ports { name port targetPort protocol nodePort } }
    status { loadBalancer { ingress { ip hostname } } }`,
  toRow: ({ spec, status }, base) => ({
    ...base,
    type: spec?.type ?? 'ClusterIP',
    clusterIP: spec?.clusterIP ?? '',
    external: [
      ...(spec?.externalName ? [spec.externalName] : []),
      ...(spec?.externalIPs ?? []),
      ...(status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []),
    ],
    selector: spec?.selector ?? {},
    ports: (spec?.ports ?? []).map(({ name, port, targetPort, protocol, nodePort }) => ({
      name: name ?? '',
      port,
      protocol: protocol ?? 'TCP',
      target: String(targetPort ?? port),
      nodePort: nodePort ?? 0,
    })),
  }),
});

/** As kubectl prints it: `80:30080/TCP`. */
export function portText({ port, nodePort, protocol }: PortRow): string {
  return nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
}
