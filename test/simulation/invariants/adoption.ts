// Nothing is taken from its controller, and who takes something up is there to keep it.
import { controllerOf } from '@portolan/core/resource/object.ts';
import { type Invariant, nameOf } from './invariant.ts';

export function adoption(): Invariant {
  return {
    name: 'adoption',
    *onRevision({ changes }, model) {
      for (const change of changes) {
        const { previous, object, uid, type } = change;
        if (type !== 'MODIFIED' || previous?.uid !== uid) continue;
        const [before, now] = [controllerOf(previous.object), controllerOf(object)];
        if (!now || now.uid === before?.uid) continue;
        const owner = model.byUid(now.uid);
        if (before) yield `${nameOf(change)} is taken from ${before.name}`;
        if (!owner) yield `${nameOf(change)} is taken up by ${now.kind} ${now.name}, which is gone`;
        else if (owner.object.metadata.deletionTimestamp !== undefined)
          yield `${nameOf(change)} is taken up by ${nameOf(owner)}, which is about to go`;
      }
    },
  };
}
