// `nodePorts` of a service: where clients outside the cluster reach it, on each node as its addresses are now.
import type { Node, Service, ServicePort } from '../resource/generated/kubernetes.ts';
import type { AnyObject } from '../resource/object.ts';
import { asOf } from './as-of.ts';
import type { Builder, ObjectRef } from './builder.ts';
import type { KindTypes } from './kind-types.ts';
import { viewFor } from './relation-fields.ts';

interface NodePort {
  readonly port: ServicePort;
  readonly nodePort: number;
  readonly urls: readonly string[];
}

export function addNodePorts(builder: Builder, types: KindTypes): void {
  const service = types.of('Service');
  if (!service || !types.of('Node')) return;
  const nodePort = addNodePortType(builder);
  builder.objectField(service.ref, 'nodePorts', (t) =>
    t.field({
      type: [nodePort],
      nullable: false,
      description: 'The ports of the service that every node serves, and where.',
      resolve: (object, _arguments, context) => {
        const at = asOf(object);
        return viewFor(context, { at, kinds: ['Node'] }, (view) =>
          nodePortsOf(
            object as AnyObject & Service,
            context.reads.shown(view.list('Node'), at) as (AnyObject & Node)[],
          ),
        );
      },
    }),
  );
}

function nodePortsOf({ spec }: Service, nodes: readonly Node[]): NodePort[] {
  return (spec?.ports ?? []).flatMap((port) => {
    const { nodePort } = port;
    if (!nodePort) return [];
    const urls = nodes.flatMap(addressesOf).map((address) => `${schemeOf(port)}://${address}:${nodePort}`);
    return { port, nodePort, urls };
  });
}

/** Those that clients may use: names are not sure to be known to them. */
function addressesOf({ status }: Node): string[] {
  const addresses = (status?.addresses ?? []).filter(({ type }) => type === 'ExternalIP' || type === 'InternalIP');
  return [...new Set(addresses.map(({ address }) => (address.includes(':') ? `[${address}]` : address)))];
}

/** What serves HTTP is not said for sure: most that is TCP does, unless the port says otherwise. */
function schemeOf({ protocol = 'TCP', appProtocol, name, port }: ServicePort): string {
  if (protocol !== 'TCP') return protocol.toLowerCase();
  const said = (appProtocol ?? name ?? '').toLowerCase();
  if (/^https\b/.test(said) || (said === '' && port === 443)) return 'https';
  return said === '' || /^(http|h2c|kubernetes\.io\/(h2c|ws))\b/.test(said) ? 'http' : 'tcp';
}

function addNodePortType(builder: Builder): ObjectRef<NodePort> {
  return builder.objectRef<NodePort>('NodePort').implement({
    description: 'A port of a service that every node serves.',
    fields: (t) => ({
      name: t.string({ description: 'The name of the port.', resolve: ({ port }) => port.name }),
      protocol: t.string({
        nullable: false,
        description: '`TCP`, `UDP` or `SCTP`.',
        resolve: ({ port }) => port.protocol ?? 'TCP',
      }),
      port: t.int({
        nullable: false,
        description: 'The port of the service itself.',
        resolve: ({ port }) => port.port,
      }),
      nodePort: t.exposeInt('nodePort', { nullable: false, description: 'The port on the nodes.' }),
      urls: t.stringList({ nullable: false, description: 'One per address of a node.', resolve: ({ urls }) => urls }),
    }),
  });
}
