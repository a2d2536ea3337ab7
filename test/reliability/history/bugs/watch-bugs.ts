// Mistakes between the log and those who follow it.
import { expiredError, isReason } from '@portolan/core/resource/api-error.ts';
import type { RevisionChanges } from '@portolan/core/store/store.ts';
import type { CacheListener, WatchCache } from '@portolan/core/store/watch-cache.ts';
import { type SeededBug, storeWith } from './seeded-bug.ts';

type Batch = readonly RevisionChanges[];
const rarely = 0.02;
/** Of batches there are far fewer than of revisions, and the fewer the busier the machine is. */
const nowAndThen = 0.1;

export const watchBugs: readonly SeededBug[] = [
  {
    name: 'feed-skips-a-revision',
    mistake: 'one revision in fifty never reaches the process',
    toldBy: ['watch-reliable', 'list-snapshot', 'stale-answer'],
    store: (store, random) =>
      storeWith(store, {
        follow(since, follower) {
          const onChanges = (batch: Batch) => {
            const left = batch.filter(() => !random.chance(rarely));
            if (left.length > 0) follower.onChanges(left);
          };
          return store.follow(since, { ...follower, onChanges });
        },
      }),
  },
  {
    name: 'feed-tears-a-revision',
    mistake: 'one object of a change set never reaches the process',
    toldBy: ['watch-reliable', 'list-snapshot', 'stale-answer'],
    store: (store) =>
      storeWith(store, {
        follow(since, follower) {
          const onChanges = (batch: Batch) =>
            follower.onChanges(batch.map((entry) => ({ ...entry, changes: entry.changes.slice(0, 3) })));
          return store.follow(since, { ...follower, onChanges });
        },
      }),
  },
  {
    name: 'feed-holds-back-a-batch',
    mistake: 'now and then changes are told after those that followed them',
    toldBy: ['watch-ordered', 'watch-atomic', 'watch-bookmarkable', 'watch-unique'],
    store: (store, random) =>
      storeWith(store, {
        follow(since, follower) {
          let held: Batch = [];
          const onChanges = (batch: Batch) => {
            if (held.length === 0 && random.chance(nowAndThen)) {
              held = batch;
              return;
            }
            follower.onChanges([...batch, ...held]);
            held = [];
          };
          return store.follow(since, { ...follower, onChanges });
        },
      }),
  },
  {
    name: 'feed-repeats-a-batch',
    mistake: 'now and then the process is told of the same changes twice',
    toldBy: ['watch-unique', 'watch-atomic'],
    store: (store, random) =>
      storeWith(store, {
        follow(since, follower) {
          const onChanges = (batch: Batch) => {
            follower.onChanges(batch);
            if (random.chance(nowAndThen)) follower.onChanges(batch);
          };
          return store.follow(since, { ...follower, onChanges });
        },
      }),
  },
  {
    name: 'resume-one-early',
    mistake: 'who resumes is told of the revision it has seen last',
    toldBy: ['watch-resumable'],
    controlPlane: ({ cache }) => {
      const changesSince = cache.changesSince.bind(cache);
      cache.changesSince = (revision) => changesSince(revision - 1);
    },
  },
  {
    name: 'resume-one-late',
    mistake: 'who resumes misses the revision after the one it has seen last',
    toldBy: ['watch-reliable'],
    controlPlane: ({ cache }) => {
      const changesSince = cache.changesSince.bind(cache);
      cache.changesSince = (revision) => {
        const changes = changesSince(revision);
        return changes && changes.length > 1 ? changes.slice(1) : changes;
      };
    },
  },
  {
    name: 'resume-over-a-gap',
    mistake: 'who resumes from a compacted revision is served from the oldest that is left',
    toldBy: ['watch-reliable'],
    faults: ['kill-api', 'compact'],
    seconds: 8,
    faultEveryMs: 600,
    store: (store) =>
      storeWith(store, {
        async history(since, limit) {
          try {
            return await store.history(since, limit);
          } catch (error) {
            if (!isReason(error, 'Expired')) throw error;
            return store.history(await store.floor(), limit);
          }
        },
      }),
  },
  {
    name: 'relist-without-need',
    mistake: 'who resumes from before this process started is told that history is gone',
    toldBy: ['watch-resumable'],
    faults: ['kill-api'],
    store: (store) =>
      storeWith(store, {
        async history(since) {
          throw expiredError(`revision ${since} is no longer retained`);
        },
      }),
  },
  {
    name: 'split-a-revision',
    mistake: 'the changes of one revision come in two frames',
    toldBy: ['watch-atomic'],
    controlPlane: ({ cache }) => {
      relay(cache, (batch, listener) => {
        for (const entry of batch) {
          const middle = entry.changes.length >> 1;
          if (middle > 0) listener.onChanges([{ ...entry, changes: entry.changes.slice(0, middle) }]);
          listener.onChanges([{ ...entry, changes: entry.changes.slice(middle) }]);
        }
      });
    },
  },
  {
    name: 'promise-the-next-revision',
    mistake: 'frames promise one revision more than was delivered',
    toldBy: ['watch-atomic', 'watch-reliable', 'watch-resumable'],
    controlPlane: ({ cache }) => {
      relay(cache, (batch, listener) => {
        const ahead = batch.slice(-1).map((last) => ({ ...last, revision: last.revision + 1, changes: [] }));
        listener.onChanges([...batch, ...ahead]);
      });
    },
  },
  {
    name: 'reverse-a-batch',
    mistake: 'revisions that are read together are told in the wrong order',
    toldBy: ['watch-ordered', 'watch-atomic', 'watch-bookmarkable'],
    controlPlane: ({ cache }) => {
      relay(cache, (batch, listener) => listener.onChanges([...batch].reverse()));
    },
  },
  {
    name: 'call-changes-additions',
    mistake: 'an object that was changed is told as a new one',
    toldBy: ['watch-truthful'],
    controlPlane: ({ cache }, random) => {
      relay(cache, (batch, listener) => {
        const isWrong = () => random.chance(rarely);
        listener.onChanges(
          batch.map((entry) => ({
            ...entry,
            changes: entry.changes.map((each) =>
              each.type === 'MODIFIED' && isWrong() ? { ...each, type: 'ADDED' as const } : each,
            ),
          })),
        );
      });
    },
  },
  {
    name: 'forget-who-leaves',
    mistake: 'a watch with a selector is not told of objects that do not match any more',
    toldBy: ['watch-reliable'],
    controlPlane: ({ cache }) => {
      relay(cache, (batch, listener) => {
        listener.onChanges(
          batch.map((entry) => ({ ...entry, changes: entry.changes.map(({ previous: _, ...change }) => change) })),
        );
      });
    },
  },
];

/** What the cache tells its listeners goes through `pass`. */
function relay(cache: WatchCache, pass: (batch: Batch, listener: CacheListener) => void): void {
  const subscribe = cache.subscribe.bind(cache);
  cache.subscribe = (listener) => subscribe({ ...listener, onChanges: (batch) => pass(batch, listener) });
}
