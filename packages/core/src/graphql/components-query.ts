// `componentConfig` and `scheduler`: what the answering process competes to run, with what settings, and how its scheduler
// does.
import { mastersGroup, type Request } from '../registry/request.ts';
import { ApiError } from '../resource/api-error.ts';
import { formatDuration } from '../resource/times.ts';
import type { ComponentReport } from '../runtime/component.ts';
import type { LeaderElectionOptions } from '../runtime/leader-election-options.ts';
import type { SchedulerReport } from '../scheduler/scheduler.ts';
import type { Builder, ObjectRef } from './builder.ts';

export function addComponentsQuery(builder: Builder): void {
  const component = addComponentType(builder, addLeaderElectionType(builder));
  builder.queryField('componentConfig', (t) =>
    t.field({
      type: [component],
      nullable: true,
      description: 'What the answering process competes to run, and with what settings; for system:masters only.',
      resolve: (_root, _arguments, { request, components }) => {
        mastersOnly(request, 'componentConfig');
        return components();
      },
    }),
  );
  const scheduler = addSchedulerType(builder);
  builder.queryField('scheduler', (t) =>
    t.field({
      type: scheduler,
      nullable: true,
      description:
        'How the scheduler of the answering process does; null where it competes for none. For system:masters only.',
      resolve: (_root, _arguments, context) => {
        mastersOnly(context.request, 'scheduler');
        return context.scheduler();
      },
    }),
  );
}

/** What processes do is shown to nobody else. */
export function mastersOnly({ identity: { user, groups } }: Request, field: string): void {
  if (groups.includes(mastersGroup)) return;
  throw new ApiError('Forbidden', `${field} is forbidden: User "${user}" is not in the group ${mastersGroup}`);
}

function durationOf(durationMs: number): string {
  return formatDuration(BigInt(Math.round(durationMs * 1_000_000)));
}

function addLeaderElectionType(builder: Builder): ObjectRef<LeaderElectionOptions> {
  return builder.objectRef<LeaderElectionOptions>('LeaderElectionConfiguration').implement({
    description: "How replicas of a component choose the one that works, as Kubernetes' configuration of that name.",
    fields: (t) => ({
      leaderElect: t.exposeBoolean('leaderElect', {
        nullable: false,
        description: 'Whether they do; if not, all of them work.',
      }),
      leaseDuration: t.string({
        nullable: false,
        description: 'How long others wait after the last renewal they saw: `15s`.',
        resolve: ({ leaseDurationMs }) => durationOf(leaseDurationMs),
      }),
      renewDeadline: t.string({
        nullable: false,
        description: 'After how long without a renewal the leader stops.',
        resolve: ({ renewDeadlineMs }) => durationOf(renewDeadlineMs),
      }),
      retryPeriod: t.string({
        nullable: false,
        description: 'Between two attempts to acquire or to renew.',
        resolve: ({ retryPeriodMs }) => durationOf(retryPeriodMs),
      }),
      resourceLock: t.exposeString('resourceLock', { nullable: false, description: 'The kind of lock: `leases`.' }),
      resourceName: t.exposeString('resourceName', { nullable: false, description: 'The name of the lease.' }),
      resourceNamespace: t.exposeString('resourceNamespace', { nullable: false, description: 'Where the lease is.' }),
    }),
  });
}

function addComponentType(
  builder: Builder,
  leaderElection: ObjectRef<LeaderElectionOptions>,
): ObjectRef<ComponentReport> {
  return builder.objectRef<ComponentReport>('ComponentConfig').implement({
    description: 'A component of the control plane, as one process runs it.',
    fields: (t) => ({
      name: t.exposeString('name', { nullable: false, description: '`kube-controller-manager`, `kube-scheduler`.' }),
      identity: t.exposeString('identity', { nullable: false, description: 'What it calls itself in its lease.' }),
      leader: t.exposeBoolean('leader', { nullable: false, description: 'Whether it is the replica that works.' }),
      leaderElection: t.field({
        type: leaderElection,
        nullable: false,
        description: 'How the replicas choose.',
        resolve: (component) => component.leaderElection,
      }),
    }),
  });
}

function addSchedulerType(builder: Builder): ObjectRef<SchedulerReport> {
  const queue = builder.objectRef<SchedulerReport['queue']>('SchedulerQueue').implement({
    description: 'Pods that wait for a node.',
    fields: (t) => ({
      active: t.exposeInt('active', { nullable: false, description: 'Are next.' }),
      backoff: t.exposeInt('backoff', { nullable: false, description: 'Failed and wait for their time.' }),
      unschedulable: t.exposeInt('unschedulable', {
        nullable: false,
        description: 'Fit nowhere, until something happens that may help.',
      }),
    }),
  });
  return builder.objectRef<SchedulerReport>('Scheduler').implement({
    description: 'The scheduler of one process, in its term of leadership.',
    fields: (t) => ({
      leader: t.exposeBoolean('leader', { nullable: false, description: 'Whether it works, and no other replica.' }),
      bound: t.exposeInt('bound', { nullable: false, description: 'Pods it gave a node.' }),
      unschedulableAttempts: t.exposeInt('unschedulableAttempts', {
        nullable: false,
        description: 'Attempts that found no node.',
      }),
      failedBindings: t.exposeInt('failedBindings', {
        nullable: false,
        description: 'Bindings that were refused or failed.',
      }),
      queue: t.field({
        type: queue,
        nullable: false,
        description: 'Pods that wait for a node.',
        resolve: (report) => report.queue,
      }),
      nodes: t.exposeInt('nodes', { nullable: false, description: 'Nodes it knows.' }),
      classes: t.exposeInt('classes', {
        nullable: false,
        description: 'Groups of pods that no plug-in can tell apart.',
      }),
    }),
  });
}
