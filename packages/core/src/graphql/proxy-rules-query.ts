// `proxyRules`: what a node's service proxy does, as the node's agent itself says it.
import type { Builder } from './builder.ts';
import type { GraphqlContext, ProxyRule } from './context.ts';

export function addProxyRulesQuery(builder: Builder): void {
  const rule = addRuleType(builder);
  builder.queryField('proxyRules', (t) =>
    t.field({
      type: [rule],
      nullable: true,
      description:
        'What the service proxy of a node does, in the order of namespaces and services; an error of code SERVICE_UNAVAILABLE when its agent cannot be asked.',
      args: {
        node: t.arg.string({ required: true, description: 'The name of the node.' }),
        namespace: t.arg.string({ description: 'Services of one namespace; all when left out.' }),
        service: t.arg.string({ description: 'The service of this name only.' }),
      },
      extensions: { portolan: { size: { assumed: true } } },
      resolve: (_root, { node, ...of }, context) => readRules(context, node, of),
    }),
  );
}

interface Of {
  readonly namespace?: string | null | undefined;
  readonly service?: string | null | undefined;
}

/** For whoever may see of services and their endpoints what is in the rules. */
async function readRules(
  { registry, request, proxyRules }: GraphqlContext,
  node: string,
  of: Of,
): Promise<readonly ProxyRule[]> {
  const place = of.namespace ? { namespace: of.namespace } : {};
  await registry.get(request, { kind: 'Node', name: node });
  registry.authorizeMany(request, 'list', { kind: 'Service', ...place });
  registry.authorizeMany(request, 'list', { kind: 'EndpointSlice.discovery.k8s.io', ...place });
  const rules = await proxyRules(node);
  return rules.filter(
    ({ namespace, service }) => namespace === (of.namespace ?? namespace) && service === (of.service ?? service),
  );
}

function addRuleType(builder: Builder) {
  const target = builder.objectRef<ProxyRule['targets'][number]>('ProxyTarget').implement({
    description: 'An endpoint that connections go to in turn.',
    fields: (t) => ({
      address: t.exposeString('address', { nullable: false, description: 'The address of the pod.' }),
      port: t.exposeInt('port', { nullable: false, description: 'The port of the pod.' }),
      node: t.exposeString('nodeName', { nullable: true, description: 'The name of its node.' }),
      ready: t.exposeBoolean('ready', {
        nullable: false,
        description: 'Whether it is ready. What is not is chosen only where nothing is, and serves while it ends.',
      }),
    }),
  });
  return builder.objectRef<ProxyRule>('ProxyRule').implement({
    description: 'One address of a service port, and where it leads on one node.',
    fields: (t) => ({
      namespace: t.exposeString('namespace', { nullable: false, description: 'The namespace of the service.' }),
      service: t.exposeString('service', { nullable: false, description: 'The name of the service.' }),
      portName: t.exposeString('portName', { nullable: false, description: 'Empty for a port without a name.' }),
      protocol: t.exposeString('protocol', { nullable: false, description: '`TCP` or `UDP`.' }),
      address: t.exposeString('address', {
        nullable: false,
        description: 'The cluster IP, or an address of the node.',
      }),
      port: t.exposeInt('port', { nullable: false, description: 'The port of the service, or its node port.' }),
      bound: t.exposeBoolean('bound', {
        nullable: false,
        description:
          'Whether the agent of this node listens there. Of several on one host one does for all; without targets none does, and clients are refused.',
      }),
      affinitySeconds: t.float({
        nullable: true,
        description: 'How long a client stays with its endpoint after it was last seen; null where it need not.',
        resolve: ({ affinityMs }) => (affinityMs === undefined ? null : affinityMs / 1000),
      }),
      targets: t.field({
        type: [target],
        nullable: false,
        description: 'In the order of their turns.',
        resolve: ({ targets }) => targets,
      }),
    }),
  });
}
