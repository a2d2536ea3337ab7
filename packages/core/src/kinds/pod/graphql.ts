import type { ObjectView } from '../../graphql/object-view.ts';
import { type KindRelations, relationsOf } from '../../graphql/relation.ts';
import { podReferences } from '../../registry/pod-references.ts';
import type { Pod } from '../../resource/generated/kubernetes.ts';
import type { AnyObject, GroupKind } from '../../resource/object.ts';
import type { ObjectIndex } from '../../store/object-index.ts';
import type { StoredObject } from '../../store/store.ts';
import { serviceSelects } from '../service/selector.ts';

export const podRelations: KindRelations = relationsOf<Pod>('Pod', [
  {
    name: 'node',
    description: 'The node the pod is bound to.',
    to: 'Node',
    one: ({ spec }, view) =>
      spec?.nodeName ? view.get({ kind: 'Node', namespace: '', name: spec.nodeName }) : undefined,
  },
  {
    name: 'services',
    description: 'Services that select the pod.',
    to: 'Service',
    many: (pod, view) =>
      view.list('Service', pod.metadata.namespace).filter(({ object }) => serviceSelects(object, pod)),
  },
  {
    name: 'serviceAccount',
    description: 'The service account the pod runs as.',
    to: 'ServiceAccount',
    one: (pod, view) => named(pod, 'ServiceAccount', podReferences(pod).serviceAccounts, view)[0],
  },
  {
    name: 'configMaps',
    description: 'Config maps the pod names.',
    to: 'ConfigMap',
    many: (pod, view) => named(pod, 'ConfigMap', podReferences(pod).configMaps, view),
  },
  {
    name: 'secrets',
    description: 'Secrets the pod names.',
    to: 'Secret',
    many: (pod, view) => named(pod, 'Secret', podReferences(pod).secrets, view),
  },
]);

function named(pod: Pod, kind: GroupKind, names: Iterable<string>, view: ObjectView): StoredObject[] {
  const namespace = pod.metadata.namespace ?? '';
  return [...names].sort().flatMap((name) => view.get({ kind, namespace, name }) ?? []);
}

type Named = keyof ReturnType<typeof podReferences>;

function podsNaming(what: Named): ObjectIndex {
  return {
    kind: 'Pod',
    valuesOf: (pod) => [...podReferences(pod)[what]].map((name) => `${pod.metadata.namespace}/${name}`),
  };
}

const podsBy: Readonly<Record<Named, ObjectIndex>> = {
  secrets: podsNaming('secrets'),
  configMaps: podsNaming('configMaps'),
  serviceAccounts: podsNaming('serviceAccounts'),
};

/** Pods in the object's namespace whose spec names it. */
export function podsThatName(object: AnyObject, as: Named, view: ObjectView): readonly StoredObject[] {
  return view.find(podsBy[as], `${object.metadata.namespace}/${object.metadata.name}`);
}
