// Mistakes in what reads show.
import { continueToken } from '@portolan/core/registry/list.ts';
import type { StoredObject } from '@portolan/core/store/store.ts';
import { type SeededBug, storeWith } from './seeded-bug.ts';

export const readBugs: readonly SeededBug[] = [
  {
    name: 'read-without-waiting',
    mistake: 'reads show what the cache has, however far behind it is',
    toldBy: ['stale-answer', 'stale-list'],
    faults: ['slow-database', 'cut-database'],
    controlPlane: ({ cache }) => {
      cache.fresh = async () => cache.revision;
    },
  },
  {
    name: 'list-the-moment-before',
    mistake: 'a list of a past revision shows the one before it',
    toldBy: ['list-snapshot'],
    store: (store) =>
      storeWith(store, {
        async list(query) {
          if (query.at === undefined) return store.list(query);
          const list = await store.list({ ...query, at: Math.max(await store.floor(), query.at - 1) });
          return { ...list, revision: query.at };
        },
      }),
  },
  {
    name: 'later-pages-show-the-present',
    mistake: 'only the first page of a list is taken from its revision',
    toldBy: ['list-snapshot'],
    controlPlane: ({ registry }) => {
      const list = registry.list.bind(registry);
      registry.list = async (request, options) => {
        if (options.continueToken === undefined) return list(request, options);
        const asked = await list(request, options);
        const { at: _, continueToken: __, ...latest } = options;
        const now = await list(request, { ...latest, limit: 0 });
        const items = now.items.slice(asked.position, asked.position + asked.items.length);
        return { ...asked, items };
      };
    },
  },
  {
    name: 'past-gets-show-the-present',
    mistake: 'an object at a past revision is shown as it is',
    toldBy: ['wrong-past'],
    store: (store) => storeWith(store, { get: (key) => store.get(key) }),
  },
  {
    name: 'list-the-deleted',
    mistake: 'the object that was deleted last is still listed',
    toldBy: ['list-snapshot'],
    controlPlane: ({ cache }) => {
      let deleted: StoredObject | undefined;
      cache.subscribe({
        onChanges(batch) {
          for (const { changes } of batch) deleted = changes.find(({ type }) => type === 'DELETED') ?? deleted;
        },
        onReset: () => undefined,
      });
      const list = cache.list.bind(cache);
      cache.list = (kind, namespace) => {
        const items = list(kind, namespace);
        const isListed = deleted?.key.kind !== kind || items.some(({ key }) => key.name === deleted?.key.name);
        return isListed || !deleted ? items : [...items, deleted];
      };
    },
  },
  {
    name: 'list-claims-the-next-revision',
    mistake: 'the revision of a list is not that of its objects but the one after',
    toldBy: ['list-snapshot'],
    controlPlane: ({ registry }) => {
      const list = registry.list.bind(registry);
      registry.list = async (request, options) => {
        const page = await list(request, options);
        if (options.at !== undefined || options.continueToken !== undefined) return page;
        const revision = page.revision + 1;
        const position = page.position + page.items.length;
        return {
          ...page,
          revision,
          ...(page.continueToken && { continueToken: continueToken({ revision, position }) }),
        };
      };
    },
  },
];
