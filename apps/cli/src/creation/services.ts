// Manifests of services: by their ports, or for what is there already.
import type { Container } from '@portolan/client/generated/kubernetes.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import { CommandError, UsageError } from '../failures.ts';
import type { ManifestDocument } from '../manifest-files.ts';
import type { SelectedObject } from '../object-selection.ts';
import { podSpecOf } from '../templates/pod-templates.ts';
import { parseLabels, portNumber } from './workloads.ts';

export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';

export interface ServiceFlags {
  readonly tcp?: string[];
  readonly clusterip?: string;
  readonly nodePort?: string;
  readonly externalName?: string;
}

/** `create service`: its pods are those with the label `app=NAME`. */
export function serviceManifest(name: string, type: ServiceType, flags: ServiceFlags): ManifestDocument {
  const { tcp = [], clusterip, nodePort, externalName } = flags;
  if (type === 'ExternalName' && !externalName) throw new UsageError('required flag(s) "external-name" not set');
  if (clusterip === 'None' && type !== 'ClusterIP')
    throw new UsageError('ClusterIP=None can only be used with ClusterIP service type');
  if (tcp.length === 0 && clusterip !== 'None' && type !== 'ExternalName') {
    throw new UsageError('at least one tcp port specifier must be provided');
  }
  const ports = tcp.map((text) => servicePort(text, nodePort));
  const labels = { app: name };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec: {
      type,
      selector: labels,
      ...(ports.length > 0 && { ports }),
      ...(clusterip !== undefined && { clusterIP: clusterip }),
      ...(type === 'ExternalName' && { externalName }),
    },
  };
}

/** `80`, `80:8080`, `80:http` */
function servicePort(text: string, nodePort: string | undefined): object {
  const [port = '', target = port, ...more] = text.split(':');
  if (more.length > 0) throw new UsageError(`${text}: must be PORT or PORT:TARGETPORT`);
  return {
    name: text.replace(':', '-'),
    port: portNumber(port, '--tcp'),
    protocol: 'TCP',
    targetPort: /^\d+$/.test(target) ? portNumber(target, '--tcp') : target,
    ...(nodePort !== undefined && nodePort !== '0' && { nodePort: portNumber(nodePort, '--node-port') }),
  };
}

export interface ExposeFlags {
  readonly port?: string;
  readonly targetPort?: string;
  readonly name?: string;
  readonly type?: string;
  readonly protocol?: string;
  readonly selector?: string;
  readonly labels?: string;
  readonly clusterIp?: string;
  readonly externalIp?: string;
  readonly sessionAffinity?: string;
}

/** `expose`: a service in front of the pods of an object. Throws CommandError in kubectl's words. */
export function exposingManifest(selected: SelectedObject, flags: ExposeFlags): ManifestDocument {
  const { object } = selected;
  const { name = object.metadata.name, type, targetPort, clusterIp, externalIp, sessionAffinity } = flags;
  const labels = flags.labels === undefined ? object.metadata.labels : parseLabels(flags.labels);
  const ports = portsOf(selected, flags).map(({ port, protocol }, index, all) => ({
    ...(all.length > 1 && { name: `port-${index + 1}` }),
    port,
    protocol: flags.protocol ?? protocol,
    targetPort:
      targetPort === undefined ? port : /^\d+$/.test(targetPort) ? portNumber(targetPort, '--target-port') : targetPort,
  }));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, ...(labels && { labels }) },
    spec: {
      selector: flags.selector === undefined ? selectorOf(selected) : parseLabels(flags.selector),
      ports,
      ...(type && { type }),
      ...(clusterIp !== undefined && { clusterIP: clusterIp }),
      ...(externalIp !== undefined && { externalIPs: [externalIp] }),
      ...(sessionAffinity && { sessionAffinity }),
    },
  };
}

interface ExposedPort {
  readonly port: number;
  readonly protocol: string;
}

function portsOf(selected: SelectedObject, { port }: ExposeFlags): ExposedPort[] {
  const declared = selected.kind.resource === 'services' ? servicePorts(selected.object) : containerPorts(selected);
  if (port !== undefined) {
    return port.split(',').map((text) => {
      const number = portNumber(text, '--port');
      return { port: number, protocol: declared.find((each) => each.port === number)?.protocol ?? 'TCP' };
    });
  }
  if (declared.length > 0) return declared;
  throw new CommandError(
    "couldn't find port via --port flag or introspection\nSee 'portolan expose -h' for help and examples",
  );
}

function containerPorts(selected: SelectedObject): ExposedPort[] {
  return podSpecOf(selected).containers.flatMap(({ ports = [] }: Container) =>
    ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol })),
  );
}

interface ServiceLike extends ApiObject {
  readonly spec?: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: ReadonlyArray<{ readonly port: number; readonly protocol?: string }>;
  };
}

function servicePorts(object: ApiObject): ExposedPort[] {
  return ((object as ServiceLike).spec?.ports ?? []).map(({ port, protocol = 'TCP' }) => ({ port, protocol }));
}

type Labels = Readonly<Record<string, string>>;

interface WithSelector extends ApiObject {
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Labels; readonly matchExpressions?: readonly unknown[] };
  };
}

function selectorOf({ kind, object }: SelectedObject): Labels {
  const none = (why: string) =>
    new CommandError(`couldn't retrieve selectors via --selector flag or introspection: ${why}`);
  if (kind.resource === 'pods') {
    const { labels } = object.metadata;
    if (labels && Object.keys(labels).length > 0) return labels;
    throw none('the pod has no labels and cannot be exposed');
  }
  if (kind.resource === 'services' || kind.resource === 'replicationcontrollers') {
    const { selector } = (object as ServiceLike).spec ?? {};
    if (selector && Object.keys(selector).length > 0) return selector;
    throw none(`the ${kind.singular} has no pod selector set`);
  }
  const { matchLabels, matchExpressions = [] } = (object as WithSelector).spec?.selector ?? {};
  if (matchExpressions.length > 0)
    throw none('couldn\'t convert expressions - "matchExpressions" to map-based selector format');
  if (matchLabels && Object.keys(matchLabels).length > 0) return matchLabels;
  throw none('the selector has no labels');
}
