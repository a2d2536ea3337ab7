// In the end nothing is on its way out any more, and nothing is left that nobody owns, in no namespace, or on no node.
import type { Pod } from '@portolan/core/resource/generated/kubernetes.ts';
import { type Invariant, nameOf } from './invariant.ts';

export function noLeftovers(): Invariant {
  return {
    name: 'no-leftovers',
    *atEnd({ model }) {
      for (const stored of model.all()) {
        const { key, object } = stored;
        const owners = object.metadata.ownerReferences ?? [];
        const namespace = { kind: 'Namespace', namespace: '', name: key.namespace };
        if (object.metadata.deletionTimestamp !== undefined) yield `${nameOf(stored)} is still on its way out`;
        if (owners.length > 0 && !owners.some(({ uid }) => model.byUid(uid))) yield `${nameOf(stored)} is an orphan`;
        if (key.namespace !== '' && !model.get(namespace)) yield `${nameOf(stored)} is in no namespace`;
        const nodeName = key.kind === 'Pod' && (object as Pod).spec?.nodeName;
        if (nodeName && !model.get({ kind: 'Node', namespace: '', name: nodeName }))
          yield `${nameOf(stored)} is on node ${nodeName}, which is gone`;
      }
    },
  };
}
