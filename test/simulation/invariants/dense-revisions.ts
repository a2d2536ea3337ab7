// Every cache is shown every revision once, in order, whole; and an object's version only grows.
import type { Invariant } from './invariant.ts';

export function denseRevisions(): Invariant {
  const shown = new Map<string, number>();
  const versions = new Map<string, number>();
  return {
    name: 'dense-revisions',
    onFollow(watcher, since) {
      shown.set(watcher, since);
    },
    *onRevision({ revision, changes }) {
      for (const { uid, object, type } of changes) {
        const before = versions.get(uid) ?? 0;
        versions.set(uid, revision);
        if (before >= revision) yield `${uid} goes from version ${before} to ${revision}`;
        if (object.metadata.resourceVersion !== String(revision))
          yield `${type} at revision ${revision} shows version ${object.metadata.resourceVersion}`;
      }
    },
    *onDelivery({ watcher, batch }) {
      for (const { revision } of batch) {
        const before = shown.get(watcher) ?? 0;
        if (revision !== before + 1) yield `${watcher} is shown revision ${revision} after ${before}`;
        shown.set(watcher, revision);
      }
    },
  };
}
