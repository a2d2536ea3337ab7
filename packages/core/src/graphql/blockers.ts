// `blockers`: what an object that is being deleted waits for, so that nobody has to guess why it does not go.
import { groupKind, type KindList } from '../resource/kind.ts';
import { type AnyObject, type GroupKind, groupKindOf, parseApiVersion } from '../resource/object.ts';
import type { StoredObject } from '../store/store.ts';
import { asOf } from './as-of.ts';
import type { Builder, ObjectRef } from './builder.ts';
import type { KindTypes } from './kind-types.ts';
import type { ObjectView } from './object-view.ts';
import { viewFor } from './relation-fields.ts';

interface Blocker {
  readonly kind: GroupKind;
  readonly namespace: string | undefined;
  readonly name: string;
  /** Absent for an object that only has to come to its end. */
  readonly finalizer: string | undefined;
}

const namespaceKind = 'Namespace';
const foregroundFinalizer = 'foregroundDeletion';
const defaultBlockers = 100;

/** A field of the interface, so that every kind has it. */
export function addBlockers(builder: Builder, kinds: KindList, types: KindTypes): void {
  const blocker = addBlockerType(builder);
  const all = types.all.map(({ kind }) => kind);
  builder.interfaceField(types.resource, 'blockers', (t) =>
    t.field({
      type: [blocker],
      nullable: false,
      description: 'What an object that is being deleted waits for, as far as you may see it.',
      args: {
        first: t.arg.int({ defaultValue: defaultBlockers, required: true, description: 'At most so many.' }),
      },
      extensions: { portolan: { size: { assumed: true } } },
      resolve: (object, { first }, context) => {
        if (object.metadata.deletionTimestamp === undefined) return [];
        return viewFor(context, { at: asOf(object), kinds: all }, (view) => {
          const awaited = awaitedBy(object, view, kinds).filter((each) =>
            context.registry.canSee(context.request, each),
          );
          const of = awaited.flatMap(({ key, object: each }) => blockersIn(key.kind, each));
          return [...ownFinalizers(object), ...of].slice(0, Math.max(first, 0));
        });
      },
    }),
  );
}

/** What is left in a namespace, and what a deletion in the foreground deletes first. */
function awaitedBy(object: AnyObject, view: ObjectView, kinds: KindList): readonly StoredObject[] {
  const { name, uid = '', finalizers = [] } = object.metadata;
  if (kindOf(object) === namespaceKind) {
    return kinds.all.flatMap((each) => (each.namespaced ? view.list(groupKind(each), name) : []));
  }
  return finalizers.includes(foregroundFinalizer) ? view.owned(uid).filter((each) => blocks(each, uid)) : [];
}

function blocks({ object }: StoredObject, uid: string): boolean {
  const owners = object.metadata.ownerReferences ?? [];
  return owners.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true);
}

/** The one of a deletion in the foreground stands for what it waits for. */
function ownFinalizers(object: AnyObject): Blocker[] {
  const finalizers = (object.metadata.finalizers ?? []).filter((each) => each !== foregroundFinalizer);
  return finalizers.map((finalizer) => blocker(kindOf(object), object, finalizer));
}

function blockersIn(kind: GroupKind, object: AnyObject): Blocker[] {
  const { finalizers = [] } = object.metadata;
  if (finalizers.length === 0) return [blocker(kind, object, undefined)];
  return finalizers.map((finalizer) => blocker(kind, object, finalizer));
}

function blocker(kind: GroupKind, { metadata }: AnyObject, finalizer: string | undefined): Blocker {
  return { kind, namespace: metadata.namespace, name: metadata.name, finalizer };
}

function kindOf({ apiVersion, kind }: AnyObject): GroupKind {
  return groupKindOf(parseApiVersion(apiVersion).group, kind);
}

function addBlockerType(builder: Builder): ObjectRef<Blocker> {
  return builder.objectRef<Blocker>('Blocker').implement({
    description: 'Something that a deletion waits for.',
    fields: (t) => ({
      kind: t.exposeString('kind', { nullable: false, description: '`Pod`, `Deployment.apps`.' }),
      namespace: t.string({
        description: 'Null for a kind without namespaces.',
        resolve: ({ namespace }) => namespace,
      }),
      name: t.exposeString('name', { nullable: false, description: 'The name of the object.' }),
      finalizer: t.string({
        description: 'Who has to let the object go; null where it only has to come to its end.',
        resolve: ({ finalizer }) => finalizer,
      }),
    }),
  });
}
