import type { CopyForms } from '../../components/copy-as.tsx';
import type { WorkloadFolder, WorkloadRow } from './workload-kind.ts';

/** The list as a command, a query and a script. */
export function copyFormsOfWorkloads({ ns, at }: { readonly ns: string; readonly at: string }): CopyForms {
  const given = [ns && `namespace: ${JSON.stringify(ns)}`, at && `at: ${JSON.stringify(at)}`]
    .filter(Boolean)
    .join(', ');
  const list = `${given && `(${given})`} { nodes { metadata { namespace name } status { replicas availableReplicas } } }`;
  return {
    cli: `portolan${at ? ` at ${at}` : ''} get deployments,replicasets,replicationcontrollers ${ns ? `-n ${ns}` : '-A'}`,
    graphql: `{ deployments${list} replicaSets${list} replicationControllers${list} }`,
    sdk: `const { items } = await portolan.deployments.list(${given && `{ ${given} }`});`,
  };
}

export function copyFormsOfWorkload({
  folder,
  namespace,
  name,
}: Pick<WorkloadRow, 'folder' | 'namespace' | 'name'>): CopyForms {
  const given = `namespace: ${JSON.stringify(namespace)}, name: ${JSON.stringify(name)}`;
  const { command, graphql, sdk } = words[folder];
  return {
    cli: `portolan ${command}${name} -n ${namespace}`,
    graphql: `{ ${graphql.replace('$given', given)} }`,
    sdk: `const found = await portolan.${sdk}.get({ ${given} });`,
  };
}

const words: Readonly<Record<WorkloadFolder, Readonly<Record<'command' | 'graphql' | 'sdk', string>>>> = {
  deployments: {
    command: 'rollout status deployment/',
    graphql: 'deployment($given) { manifest replicaSets { revision manifest } }',
    sdk: 'deployments',
  },
  replicasets: {
    command: 'describe replicaset ',
    graphql: 'replicaSet($given) { revision manifest }',
    sdk: 'replicaSets',
  },
  replicationcontrollers: {
    command: 'describe replicationcontroller ',
    graphql: 'replicationController($given) { manifest }',
    sdk: 'replicationControllers',
  },
};
