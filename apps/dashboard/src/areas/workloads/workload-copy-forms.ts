import type { CopyForms } from '../../components/copy-as.tsx';
import type { WorkloadRow } from './workload-kind.ts';

/** The list as a command, a query and a script. */
export function copyFormsOfWorkloads({ ns, at }: { readonly ns: string; readonly at: string }): CopyForms {
  const given = [ns && `namespace: ${JSON.stringify(ns)}`, at && `at: ${JSON.stringify(at)}`]
    .filter(Boolean)
    .join(', ');
  const list = `${given && `(${given})`} { nodes { metadata { namespace name } status { replicas availableReplicas } } }`;
  return {
    cli: `portolan${at ? ` at ${at}` : ''} get deployments,replicasets ${ns ? `-n ${ns}` : '-A'}`,
    graphql: `{ deployments${list} replicaSets${list} }`,
    sdk: `const { items } = await portolan.deployments.list(${given && `{ ${given} }`});`,
  };
}

export function copyFormsOfWorkload({
  folder,
  namespace,
  name,
}: Pick<WorkloadRow, 'folder' | 'namespace' | 'name'>): CopyForms {
  const given = `namespace: ${JSON.stringify(namespace)}, name: ${JSON.stringify(name)}`;
  const isDeployment = folder === 'deployments';
  return {
    cli: isDeployment
      ? `portolan rollout status deployment/${name} -n ${namespace}`
      : `portolan describe replicaset ${name} -n ${namespace}`,
    graphql: isDeployment
      ? `{ deployment(${given}) { manifest replicaSets { revision manifest } } }`
      : `{ replicaSet(${given}) { revision manifest } }`,
    sdk: `const found = await portolan.${isDeployment ? 'deployments' : 'replicaSets'}.get({ ${given} });`,
  };
}
