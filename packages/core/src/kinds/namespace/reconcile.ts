// The namespace controller: takes a namespace that is being deleted through its end. Whatever goes from it brings its key
// back, so nothing has to be asked again and again.
import type { Operation } from '../../registry/operation.ts';
import type { Namespace } from '../../resource/generated/kubernetes.ts';
import { groupKind, type KindList, resourceName } from '../../resource/kind.ts';
import type { ControllerDefinition, ReconcileContext, ReconcileResult, WatchRule } from '../../runtime/controller.ts';
import { executeTogether } from '../../runtime/execute-together.ts';
import type { StoredObject } from '../../store/store.ts';
import type { WatchCache } from '../../store/watch-cache.ts';
import { contentFinalizer, type DeletionStep, planDeletion } from './plan-deletion.ts';

const operationsAtOnce = 500;
const lostRaceDelayMs = 50;

export function namespaceController(kinds: KindList): ControllerDefinition {
  const namespaced = kinds.all.filter((definition) => definition.namespaced);
  const content = namespaced.map((definition) => ({ kind: groupKind(definition), resource: resourceName(definition) }));
  return {
    name: 'namespace-controller',
    concurrency: 10,
    watches: [
      { kind: 'Namespace', keysOf: (now) => (now && isGoing(now) ? [now.key.name] : []) },
      ...content.map(
        ({ kind }): WatchRule => ({ kind, keysOf: (now, before, cache) => leftNamespace(cache, now ?? before) }),
      ),
    ],
    reconcile: (context, name) => reconcile(content, context, name),
  };
}

function isGoing({ object }: StoredObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** What changes in a namespace that is going may be the last there was to wait for. */
function leftNamespace(cache: WatchCache, stored: StoredObject | undefined): string[] {
  if (!stored) return [];
  const namespace = cache.get({ kind: 'Namespace', namespace: '', name: stored.key.namespace });
  return namespace && isGoing(namespace) ? [namespace.key.name] : [];
}

async function reconcile(
  kinds: ReadonlyArray<{ readonly kind: string; readonly resource: string }>,
  context: ReconcileContext,
  name: string,
): Promise<ReconcileResult> {
  const stored = context.cache.get({ kind: 'Namespace', namespace: '', name });
  if (!stored || !isGoing(stored)) return;
  const namespace = stored.object as Namespace;
  if (!namespace.spec?.finalizers?.includes(contentFinalizer)) return;
  const content = kinds.map(({ kind, resource }) => ({ resource, objects: context.cache.list(kind, name) }));
  return carryOut(context, namespace, planDeletion(namespace, content, context.clock.now()));
}

async function carryOut(context: ReconcileContext, namespace: Namespace, step: DeletionStep): Promise<ReconcileResult> {
  const removals = step.remove.map(removal);
  const status = step.conditions ? [write(namespace, 'status', { status: { conditions: step.conditions } })] : [];
  if (step.isEmpty) {
    const finalizers = (namespace.spec?.finalizers ?? []).filter((each) => each !== contentFinalizer);
    // Where something else holds the namespace, people can read that it is not its content.
    const isHeld = finalizers.length + (namespace.metadata.finalizers ?? []).length > 0;
    const finalize = write(namespace, 'finalize', { spec: { finalizers } });
    await context.execute(isHeld && status.length > 0 ? status : [finalize]);
    return;
  }
  const isOneSet = removals.length < operationsAtOnce;
  const { refused } = await executeTogether(context, isOneSet ? [...removals, ...status] : removals);
  if (refused > 0) return { requeueAfterMs: lostRaceDelayMs };
  if (!isOneSet && status.length > 0) await context.execute(status);
}

function removal({ key, uid }: StoredObject): Operation {
  return { verb: 'delete', ref: key, propagation: 'Background', preconditions: { uid } };
}

function write({ metadata }: Namespace, subresource: 'status' | 'finalize', changes: object): Operation {
  const { name, uid, resourceVersion } = metadata;
  const patch = { metadata: { uid, resourceVersion }, ...changes };
  return { verb: 'patch', ref: { kind: 'Namespace', name }, patchType: 'merge', patch, subresource };
}
