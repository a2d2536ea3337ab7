// Who is asking, what they may do, and how the server is: `whoAmI`, `canI`, `health`, `revision`.

import { type Decision, decide, type Verb } from '../registry/authorize.ts';
import type { Identity } from '../registry/request.ts';
import { badRequestError } from '../resource/api-error.ts';
import { groupKind } from '../resource/kind.ts';
import { kindArgument } from './arguments.ts';
import type { Builder } from './builder.ts';
import type { HealthCheck } from './context.ts';
import { kindOfName } from './object-queries.ts';

export function addServerQueries(builder: Builder): void {
  addWhoAmI(builder);
  addCanI(builder);
  addHealth(builder);
  builder.queryField('revision', (t) =>
    t.string({
      nullable: false,
      description: 'The revision of the last change set: what a read that begins after this shows at the least.',
      resolve: async (_root, _arguments, { registry }) => String(await registry.cache.fresh()),
    }),
  );
}

function addWhoAmI(builder: Builder): void {
  const identity = builder.objectRef<Identity>('Identity').implement({
    description: 'Whom the server takes the client for.',
    fields: (t) => ({
      user: t.exposeString('user', { nullable: false, description: '`admin`, `system:node:n1`.' }),
      groups: t.stringList({ nullable: false, description: 'Groups of the user.', resolve: ({ groups }) => groups }),
    }),
  });
  builder.queryField('whoAmI', (t) =>
    t.field({
      type: identity,
      nullable: false,
      description: 'Whom the server takes you for.',
      resolve: (_root, _arguments, { request }) => request.identity,
    }),
  );
}

const verbs: readonly Verb[] = ['create', 'get', 'list', 'watch', 'update', 'patch', 'delete', 'deletecollection'];

function verbOf(word: string): Verb {
  const verb = verbs.find((each) => each === word.toLowerCase());
  if (!verb)
    throw badRequestError(`verb: Unsupported value: ${JSON.stringify(word)}: supported values: ${verbs.join(', ')}`);
  return verb;
}

function addCanI(builder: Builder): void {
  const access = builder.objectRef<Decision>('AccessReview').implement({
    description: 'Whether something is allowed.',
    fields: (t) => ({
      allowed: t.boolean({ nullable: false, description: 'Whether it is.', resolve: (decision) => decision === true }),
      reason: t.string({
        description: 'Why not, where there is more to say than that no rule allows it.',
        resolve: (decision) => (decision === true || decision.why === '' ? null : decision.why),
      }),
    }),
  });
  builder.queryField('canI', (t) =>
    t.field({
      type: access,
      nullable: false,
      description: 'Whether you may do something, as `kubectl auth can-i`.',
      args: {
        verb: t.arg.string({ required: true, description: `One of: ${verbs.join(', ')}.` }),
        kind: kindArgument(builder),
        namespace: t.arg.string({ description: 'In one namespace; in all when left out.' }),
        name: t.arg.string({ description: 'One object.' }),
      },
      resolve: async (_root, { verb, kind, namespace, name }, { registry, request }) => {
        const definition = kindOfName(registry.kinds, kind);
        await registry.cache.fresh();
        const place = { namespace: definition.namespaced ? (namespace ?? '') : '', name: name ?? '' };
        const old = name ? registry.cache.get({ kind: groupKind(definition), ...place, name })?.object : undefined;
        return decide(request.identity, verbOf(verb), { definition, ...place, ...(old && { old }) }, registry.cache);
      },
    }),
  );
}

interface HealthReport {
  readonly ready: readonly HealthCheck[];
  readonly live: readonly HealthCheck[];
}

const passes = (checks: readonly HealthCheck[]) => checks.every(({ ok }) => ok);

function addHealth(builder: Builder): void {
  const check = builder.objectRef<HealthCheck>('HealthCheck').implement({
    description: 'One named check.',
    fields: (t) => ({
      name: t.exposeString('name', { nullable: false, description: 'As in /readyz?verbose.' }),
      ok: t.exposeBoolean('ok', { nullable: false, description: 'Whether it passes.' }),
      message: t.string({ description: 'Why not.', resolve: ({ message }) => message }),
    }),
  });
  const health = builder.objectRef<HealthReport>('Health').implement({
    description: 'What /livez and /readyz say.',
    fields: (t) => ({
      ready: t.boolean({
        nullable: false,
        description: 'All of `checks` pass.',
        resolve: ({ ready }) => passes(ready),
      }),
      live: t.boolean({ nullable: false, description: 'The process works.', resolve: ({ live }) => passes(live) }),
      checks: t.field({
        type: [check],
        nullable: false,
        description: 'The checks of readiness.',
        resolve: ({ ready }) => ready,
      }),
    }),
  });
  builder.queryField('health', (t) =>
    t.field({
      type: health,
      nullable: false,
      description: 'How the server is.',
      resolve: async (_root, _arguments, context) => {
        const [ready, live] = await Promise.all([context.health.ready(), context.health.live()]);
        return { ready, live };
      },
    }),
  );
}
