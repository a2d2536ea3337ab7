import type { CopyForms } from '../../components/copy-as.tsx';

/** The list as a command, a query and a script. */
export function copyFormsOfPods({ ns, at }: { readonly ns: string; readonly at: string }): CopyForms {
  const namespace = ns ? `namespace: ${JSON.stringify(ns)}` : '';
  const moment = at ? `at: ${JSON.stringify(at)}` : '';
  const given = [namespace, moment].filter(Boolean).join(', ');
  return {
    cli: `portolan${at ? ` at ${at}` : ''} get pods ${ns ? `-n ${ns}` : '-A'}`,
    graphql: `{ pods${given && `(${given})`} { nodes { metadata { namespace name } status { phase } } } }`,
    sdk: `const { items } = await portolan.pods.list(${given && `{ ${given} }`});`,
  };
}

export function copyFormsOfPod({ namespace, name }: { readonly namespace: string; readonly name: string }): CopyForms {
  const given = `namespace: ${JSON.stringify(namespace)}, name: ${JSON.stringify(name)}`;
  return {
    cli: `portolan describe pod ${name} -n ${namespace}`,
    graphql: `{ pod(${given}) { manifest events { nodes { manifest } } } }`,
    sdk: `const pod = await portolan.pods.get({ ${given} });`,
  };
}
