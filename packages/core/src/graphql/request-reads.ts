// What one request reads for its relations: the present from the cache, past revisions at most once each, and no more
// objects in all than a request may be shown.

import { revisionOf } from '../registry/list.ts';
import type { Registry } from '../registry/registry.ts';
import type { Request } from '../registry/request.ts';
import { badRequestError } from '../resource/api-error.ts';
import type { AnyObject, GroupKind } from '../resource/object.ts';
import type { StoredObject } from '../store/store.ts';
import { markAsOf } from './as-of.ts';
import { type ObjectView, PastView, PresentView } from './object-view.ts';

/** A query's cost is estimated before it runs; this is the measured bound where relations fan out more than expected. */
const maxRelatedObjects = 500_000;

export class RequestReads {
  readonly present: ObjectView;
  private readonly registry: Registry;
  private readonly request: Request;
  private readonly pastLists = new Map<string, Promise<readonly StoredObject[]>>();
  private readonly pastViews = new Map<string, Promise<ObjectView>>();
  private shownObjects = 0;

  constructor(registry: Registry, request: Request) {
    this.registry = registry;
    this.request = request;
    this.present = new PresentView(registry.cache);
  }

  /** All objects of these kinds as they were. */
  past(at: string, kinds: readonly GroupKind[]): Promise<ObjectView> {
    return once(this.pastViews, `${at} ${kinds.join()}`, async () => {
      const lists = kinds.map(async (kind) => [kind, await this.pastList(at, kind)] as const);
      return new PastView(new Map(await Promise.all(lists)));
    });
  }

  private pastList(at: string, kind: GroupKind): Promise<readonly StoredObject[]> {
    const { store } = this.registry;
    return once(this.pastLists, `${at} ${kind}`, async () => {
      const { items } = await store.list({ kind, at: await revisionOf(store, at) });
      return items;
    });
  }

  /** What of the found objects the identity may see, marked with the time they were read at. */
  shown(found: readonly StoredObject[], at: string | undefined): AnyObject[] {
    this.shownObjects += found.length;
    if (this.shownObjects > maxRelatedObjects) {
      throw badRequestError(`the relations of this query lead to more than ${maxRelatedObjects} objects`);
    }
    const visible = found.filter((stored) => this.registry.canSee(this.request, stored));
    return visible.map(({ object }) => (at === undefined ? object : markAsOf(object, at)));
  }
}

function once<T>(made: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(name) ?? make();
  made.set(name, known);
  return known;
}
