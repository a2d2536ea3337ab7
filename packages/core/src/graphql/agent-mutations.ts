// List mutations for node agents and controllers, which write often. The items are independent: each has its own result.
// They are given to the registry together, so the store commits them in few batches.

import { type Renewal, renewLeases } from '../registry/lease-renewal.ts';
import type { Operation } from '../registry/operation.ts';
import { badRequestError } from '../resource/api-error.ts';
import { fieldValidationArgument, writeArguments } from './arguments.ts';
import type { GraphqlContext } from './context.ts';
import { describeError, type ErrorDescription } from './errors.ts';
import { manifestOf } from './operation-input.ts';
import type { SchemaParts } from './schema-parts.ts';
import { type Answer, type Answers, answerOf, execute, type WriteArguments } from './writes.ts';

const maxItems = 1_000;

export function addAgentMutations(parts: SchemaParts): void {
  if (parts.types.of('Pod')) addUpdatePodStatuses(parts);
  if (parts.types.of('Lease.coordination.k8s.io')) addRenewLeases(parts);
  if (parts.types.of('Event.events.k8s.io')) addCreateEvents(parts);
}

function limited<T>(argument: string, items: readonly T[]): readonly T[] {
  if (items.length <= maxItems) return items;
  throw badRequestError(`${argument}: Too many: ${items.length}: must have at most ${maxItems} items`);
}

async function executeTogether(
  context: GraphqlContext,
  operations: readonly Operation[],
  write: WriteArguments,
): Promise<Answers> {
  const answers = await Promise.all(operations.map((operation) => answerOf(execute(context, [operation], write))));
  const revisions = answers.flatMap((answer) => ('error' in answer ? [] : answer.revision));
  return {
    revision: Math.max(context.registry.cache.revision, ...revisions),
    results: answers.flatMap((answer): readonly Answer[] => ('error' in answer ? [answer] : answer.results)),
  };
}

function addUpdatePodStatuses({ builder, results }: SchemaParts): void {
  const input = builder.inputType('PodStatusUpdateInput', {
    description: 'The status of one pod.',
    fields: (t) => ({
      namespace: t.string({ required: true, description: 'The namespace of the pod.' }),
      name: t.string({ required: true, description: 'The name of the pod.' }),
      uid: t.string({ required: true, description: 'The pod must still be this one.' }),
      resourceVersion: t.string({ description: 'The pod must not have changed since.' }),
      status: t.field({ type: 'JSON', required: true, description: 'The whole status.' }),
    }),
  });
  builder.mutationField('updatePodStatuses', (t) =>
    t.field({
      type: results.many,
      nullable: true,
      description: `Replaces the statuses of up to ${maxItems} pods, each by itself.`,
      args: {
        statuses: t.arg({ type: [input], required: true, description: 'One per pod.' }),
        ...writeArguments(builder),
      },
      resolve: (_root, { statuses, ...write }, context) => {
        const operations = limited('statuses', statuses).map(
          ({ namespace, name, uid, resourceVersion, status }): Operation => {
            const metadata = { namespace, name, uid, ...(resourceVersion && { resourceVersion }) };
            return {
              verb: 'update',
              subresource: 'status',
              manifest: { apiVersion: 'v1', kind: 'Pod', metadata, status },
            };
          },
        );
        return executeTogether(context, operations, write);
      },
    }),
  );
}

interface RenewalResult {
  readonly renewal: Renewal;
  readonly error: ErrorDescription | undefined;
}

function addRenewLeases({ builder, results }: SchemaParts): void {
  const input = builder.inputType('LeaseRenewalInput', {
    description: 'The heartbeat of one lease.',
    fields: (t) => ({
      namespace: t.string({ required: true, description: 'The namespace of the lease.' }),
      name: t.string({ required: true, description: 'The name of the lease.' }),
      uid: t.string({ required: true, description: 'The lease must still be this one.' }),
      renewTime: t.field({ type: 'MicroTime', required: true, description: 'spec.renewTime from here on.' }),
    }),
  });
  const result = builder.objectRef<RenewalResult>('LeaseRenewalResult').implement({
    description: 'What became of one heartbeat.',
    fields: (t) => ({
      namespace: t.string({
        nullable: false,
        description: 'The namespace of the lease.',
        resolve: ({ renewal }) => renewal.namespace,
      }),
      name: t.string({
        nullable: false,
        description: 'The name of the lease.',
        resolve: ({ renewal }) => renewal.name,
      }),
      error: t.field({
        type: results.error,
        nullable: true,
        description: 'Why the lease was not renewed; null when it was.',
        resolve: ({ error }) => error,
      }),
    }),
  });
  builder.mutationField('renewLeases', (t) =>
    t.field({
      type: [result],
      nullable: true,
      description: `Renews up to ${maxItems} leases. Renewals take no revision and are not kept in history.`,
      args: { renewals: t.arg({ type: [input], required: true, description: 'One per lease.' }) },
      resolve: async (_root, { renewals }, { registry, request }) => {
        const refusals = await renewLeases(registry, request, limited('renewals', renewals));
        return renewals.map((renewal, position) => {
          const refusal = refusals[position];
          return { renewal, error: refusal && describeError(refusal) };
        });
      },
    }),
  );
}

function addCreateEvents({ builder, enums, results }: SchemaParts): void {
  builder.mutationField('createEvents', (t) =>
    t.field({
      type: results.many,
      nullable: true,
      description: `Creates up to ${maxItems} events, each by itself.`,
      args: {
        events: t.arg({
          type: ['JSON'],
          required: true,
          description:
            'Manifests of events.k8s.io/v1, which is also what is meant where apiVersion and kind are left out.',
        }),
        namespace: t.arg.string({ description: 'For events that name none; `default` when left out.' }),
        ...fieldValidationArgument(builder, enums),
        ...writeArguments(builder),
      },
      resolve: (_root, { events, ...write }, context) => {
        const operations = limited('events', events).map((event, position): Operation => {
          const manifest = {
            apiVersion: 'events.k8s.io/v1',
            kind: 'Event',
            ...manifestOf(event, `events[${position}]`),
          };
          return { verb: 'create', manifest };
        });
        return executeTogether(context, operations, write);
      },
    }),
  );
}
