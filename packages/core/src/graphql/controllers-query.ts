// `controllers`: what the controllers of the answering process do, and why one of them does not get on.
import { microTimeText } from '../resource/clock.ts';
import type { ControllerReport } from '../runtime/controller-manager.ts';
import type { ReconcileRecord } from '../runtime/controller-worker.ts';
import type { Builder, ObjectRef } from './builder.ts';
import { mastersOnly } from './components-query.ts';

const maxReconciles = 50;

export function addControllersQuery(builder: Builder): void {
  const controller = addControllerType(builder, addReconcileType(builder));
  builder.queryField('controllers', (t) =>
    t.field({
      type: [controller],
      nullable: true,
      description: 'The controllers of the answering process; for system:masters only.',
      resolve: (_root, _arguments, { request, controllers }) => {
        mastersOnly(request, 'controllers');
        return controllers();
      },
    }),
  );
}

function addReconcileType(builder: Builder): ObjectRef<ReconcileRecord> {
  return builder.objectRef<ReconcileRecord>('Reconcile').implement({
    description: 'One step of a controller for one key.',
    fields: (t) => ({
      key: t.exposeString('key', { nullable: false, description: '`namespace/name` for most.' }),
      triggeredAt: t.field({
        type: 'MicroTime',
        nullable: false,
        description: 'When the key came into the queue.',
        resolve: ({ triggeredAtMs }) => microTimeText(triggeredAtMs),
      }),
      startedAt: t.field({
        type: 'MicroTime',
        nullable: false,
        description: 'When work on it began.',
        resolve: ({ startedAtMs }) => microTimeText(startedAtMs),
      }),
      durationSeconds: t.float({
        nullable: false,
        description: 'How long the work took.',
        resolve: ({ durationMs }) => durationMs / 1000,
      }),
      result: t.string({
        nullable: false,
        description: '`success`, `requeue_after` or `error`.',
        resolve: ({ outcome }) => outcome,
      }),
      error: t.exposeString('error', { nullable: true, description: 'What went wrong.' }),
    }),
  });
}

function addControllerType(builder: Builder, reconcile: ObjectRef<ReconcileRecord>): ObjectRef<ControllerReport> {
  return builder.objectRef<ControllerReport>('Controller').implement({
    description: 'One controller, as kube-controller-manager names it.',
    fields: (t) => ({
      name: t.exposeString('name', { nullable: false, description: '`replicaset-controller`.' }),
      leader: t.exposeBoolean('leader', {
        nullable: false,
        description:
          'Whether the answering process runs it; otherwise the holder of the lease kube-controller-manager does.',
      }),
      queueDepth: t.exposeInt('queueDepth', { nullable: false, description: 'Keys that wait for a worker.' }),
      delayed: t.exposeInt('delayed', {
        nullable: false,
        description: 'Keys that wait for a retry or for their time.',
      }),
      oldestSeconds: t.exposeFloat('oldestSeconds', {
        nullable: false,
        description: 'How long the first key has been waiting for a worker.',
      }),
      inFlight: t.exposeInt('inFlight', { nullable: false, description: 'Keys that are worked on.' }),
      concurrency: t.exposeInt('concurrency', {
        nullable: false,
        description: 'How many keys are worked on at a time at the most.',
      }),
      retries: t.exposeFloat('retries', {
        nullable: false,
        description: 'Failures that were tried again, in this term.',
      }),
      lastError: t.string({
        description: 'The last failure of this term.',
        resolve: ({ lastError }) => lastError?.message,
      }),
      lastErrorKey: t.string({ description: 'Which key it was.', resolve: ({ lastError }) => lastError?.key }),
      lastErrorAt: t.field({
        type: 'MicroTime',
        nullable: true,
        description: 'When it was.',
        resolve: ({ lastError }) => lastError && microTimeText(lastError.atMs),
      }),
      lastReconcileAt: t.field({
        type: 'MicroTime',
        nullable: true,
        description: 'When the last step ended.',
        resolve: ({ lastReconcileAtMs }) =>
          lastReconcileAtMs === undefined ? undefined : microTimeText(lastReconcileAtMs),
      }),
      reconciles: t.field({
        type: [reconcile],
        nullable: false,
        description: 'The last steps, the newest first.',
        args: {
          last: t.arg.int({
            required: true,
            defaultValue: 10,
            description: `How many; ${maxReconciles} are kept.`,
          }),
        },
        resolve: ({ reconciles }, { last }) => reconciles.slice(0, Math.max(last, 0)),
      }),
    }),
  });
}
