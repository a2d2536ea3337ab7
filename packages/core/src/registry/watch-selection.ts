// Which changes a watch sees, and as what.
import { badRequestError } from '../resource/api-error.ts';
import { groupKind, type KindDefinition } from '../resource/kind.ts';
import type { AnyObject, GroupKind } from '../resource/object.ts';
import type { Change, StoredObject } from '../store/store.ts';
import { selectionOf } from './list.ts';
import type { Registry } from './registry.ts';
import type { Request } from './request.ts';
import type { WatchEvent, WatchPlan } from './watch.ts';

/** What a watch selects of one kind. */
export interface KindSelection {
  /** All namespaces when absent; always absent for cluster-scoped kinds. */
  readonly namespace?: string;
  /** Fields that the selectors fix to one value each: `spec.nodeName` → `n1`. */
  readonly pinned: ReadonlyMap<string, string>;
  /** What label and field selectors say; absent when there are none, and then membership never changes. */
  readonly matches?: (object: AnyObject) => boolean;
}

export type Selection = ReadonlyMap<GroupKind, KindSelection>;

/** Throws BadRequest for a kind that is not served and for malformed selectors. */
export function selectionOfWatch(registry: Registry, plan: WatchPlan): Selection {
  if (plan.kinds.length === 0) throw badRequestError('kinds: Required value: a watch names at least one kind');
  return new Map(
    plan.kinds.map((kind) => {
      const definition = registry.definition(kind);
      return [groupKind(definition), selectOfKind(definition, plan)];
    }),
  );
}

function selectOfKind(definition: KindDefinition, plan: WatchPlan): KindSelection {
  const { namespace, labelSelector, fieldSelector } = plan;
  const { matches, pinned } = selectionOf(definition, {
    kind: groupKind(definition),
    ...(labelSelector !== undefined && { labelSelector }),
    ...(fieldSelector !== undefined && { fieldSelector }),
  });
  return {
    pinned,
    ...(definition.namespaced && namespace !== undefined && { namespace }),
    ...((labelSelector || fieldSelector) && { matches }),
  };
}

/** Throws Forbidden unless the identity may watch everything that the plan can select. */
export function authorizeWatch(registry: Registry, request: Request, plan: WatchPlan): void {
  const { namespace, labelSelector, fieldSelector } = plan;
  for (const kind of plan.kinds) {
    registry.authorizeMany(request, 'watch', {
      kind,
      ...(namespace !== undefined && { namespace }),
      ...(labelSelector !== undefined && { labelSelector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
    });
  }
}

/** Kind and namespace never change, so they decide alike for an object before and after a change. */
function scopeOf(selection: Selection, { kind, namespace }: StoredObject['key']): KindSelection | undefined {
  const scope = selection.get(kind);
  return scope?.namespace === undefined || scope.namespace === namespace ? scope : undefined;
}

export function isSelected(selection: Selection, { key, object }: StoredObject): boolean {
  const scope = scopeOf(selection, key);
  return scope !== undefined && (scope.matches?.(object) ?? true);
}

/** `undefined` when the watch sees nothing of the change. */
export function selectEvent(selection: Selection, change: Change): WatchEvent | undefined {
  const scope = scopeOf(selection, change.key);
  if (!scope) return undefined;
  const { type, object, previous } = change;
  const { matches } = scope;
  if (!matches) return { type, object };
  const isIn = type !== 'DELETED' && matches(object);
  const wasIn = type !== 'ADDED' && matches(previous?.object ?? object);
  if (isIn) return { type: wasIn ? 'MODIFIED' : 'ADDED', object };
  if (!wasIn) return undefined;
  // As Kubernetes: who watches only matching objects is shown the last matching state, at the revision of its leaving.
  const last = type === 'DELETED' || !previous ? object : withRevision(previous.object, change);
  return { type: 'DELETED', object: last };
}

/** A change whose effect on the watch cannot be told without the state before it, which it lacks. */
export function lacksPrevious(selection: Selection, change: Change): boolean {
  if (change.type !== 'MODIFIED' || change.previous) return false;
  return scopeOf(selection, change.key)?.matches !== undefined;
}

function withRevision(object: AnyObject, { revision }: Change): AnyObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}
