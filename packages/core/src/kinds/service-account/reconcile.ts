// The service account controller: every namespace has an account that pods run as unless they name another.
import { isReason } from '../../resource/api-error.ts';
import type { ControllerDefinition, ReconcileContext, ReconcileResult } from '../../runtime/controller.ts';

const defaultServiceAccount = 'default';

export const serviceAccountController: ControllerDefinition = {
  name: 'serviceaccount-controller',
  watches: [
    { kind: 'Namespace', keysOf: (now) => (now ? [now.key.name] : []) },
    {
      kind: 'ServiceAccount',
      keysOf: (now, before) => (!now && before?.key.name === defaultServiceAccount ? [before.key.namespace] : []),
    },
  ],
  reconcile,
};

async function reconcile({ cache, execute }: ReconcileContext, namespace: string): Promise<ReconcileResult> {
  const stored = cache.get({ kind: 'Namespace', namespace: '', name: namespace });
  if (!stored || stored.object.metadata.deletionTimestamp !== undefined) return;
  if (cache.get({ kind: 'ServiceAccount', namespace, name: defaultServiceAccount })) return;
  const metadata = { name: defaultServiceAccount, namespace };
  try {
    await execute([{ verb: 'create', manifest: { apiVersion: 'v1', kind: 'ServiceAccount', metadata } }]);
  } catch (error) {
    // Somebody else made it, or the namespace has begun to go; its next change is seen here too.
    if (!isReason(error, 'AlreadyExists', 'NotFound', 'Forbidden')) throw error;
  }
}
