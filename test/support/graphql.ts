// The GraphQL schema over a registry in memory, without a server around it.
import { compiledBytes } from '@portolan/core/graphql/compilable.ts';
import type { GraphqlContext } from '@portolan/core/graphql/context.ts';
import { errorAnswer } from '@portolan/core/graphql/errors.ts';
import { RequestReads } from '@portolan/core/graphql/request-reads.ts';
import { buildSchema } from '@portolan/core/graphql/schema.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import type { Request } from '@portolan/core/registry/request.ts';
import { type Manifest, parseManifests } from '@portolan/core/resource/manifest.ts';
import { leaderElectionDefaults } from '@portolan/core/runtime/leader-election-options.ts';
import { type DocumentNode, type ExecutionResult, execute, getOperationAST, parse, validate } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { expect } from 'vitest';
import { admin, startRegistry } from './registry.ts';

export const servedSchema = buildSchema(kinds);

/** A server interprets what it is asked once and compiles what it is asked often: it must not make a difference. */
export const executors = ['interpreted', 'compiled'] as const;
type Executor = (typeof executors)[number];

export type Variables = Readonly<Record<string, unknown>>;

/** What a test reads out of an answer; a test that reads what is not there fails. */
// biome-ignore lint/suspicious/noExplicitAny: answers have the shape of the document in the test.
export type Data = Record<string, any>;

export interface Failure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Data;
}

/** Queries run both ways, and must give the same answer; mutations run as `executor` says. */
export async function startGraphql({ executor = 'interpreted' }: { executor?: Executor } = {}) {
  const parts = await startRegistry(kinds);
  const { registry } = parts;
  const context = (request: Request) => contextOf(registry, request);
  const answer = (source: string, variables: Variables = {}, request = admin) =>
    answerTo({ document: parse(source), variables, context: () => context(request) }, executor);
  return {
    ...parts,
    context,
    answer,
    /** The data of an answer without errors. */
    async run(source: string, variables?: Variables, request?: Request): Promise<Data> {
      const { data, errors } = await answer(source, variables, request);
      if (errors) throw errors[0]?.originalError ?? errors[0];
      return data as Data;
    },
    /** The first error, as a client gets it. */
    async failure(source: string, variables?: Variables, request?: Request): Promise<Failure> {
      const { errors } = await answer(source, variables, request);
      if (!errors) throw new Error('it was not refused');
      return errorAnswer(errors[0], (fault) => {
        throw fault;
      }).toJSON() as Failure;
    },
    /** Creates objects in one change set. */
    async create(...manifests: object[]): Promise<Data[]> {
      const operations = manifests.map((manifest) => ({ verb: 'create', manifest: manifest as Manifest }) as const);
      return (await registry.execute(admin, operations)).results.map(({ object }) => object);
    },
  };
}

export type Graphql = Awaited<ReturnType<typeof startGraphql>>;

function contextOf(registry: Registry, request: Request): GraphqlContext {
  return {
    registry,
    request,
    reads: new RequestReads(registry, request),
    readManifests: parseManifests,
    nodeStats: async () => undefined,
    proxyRules: async () => [],
    podLogs: () => {
      throw new Error('no node is part of this');
    },
    access: {
      createJoinToken: async (by, options) => ({
        token: `${by.identity.user} ${JSON.stringify(options)}`,
        expiration: '2026-01-02T00:00:00Z',
      }),
      joinNode: async (_by, name) => ({ token: 'secret', user: `system:node:${name}` }),
      createSignInCode: async (by) => ({ code: `code of ${by.identity.user}`, expiresAt: '2026-01-01T00:10:00Z' }),
    },
    controllers: () => [
      {
        name: 'replicaset-controller',
        leader: true,
        queueDepth: 2,
        delayed: 1,
        oldestSeconds: 0.5,
        inFlight: 1,
        concurrency: 5,
        adds: 9,
        retries: 3,
        totals: { success: 4, requeue_after: 1, error: 1 },
        lastError: { message: 'not yet', key: 'shop/web', atMs: Date.UTC(2026, 0, 1) },
        lastReconcileAtMs: Date.UTC(2026, 0, 1, 0, 0, 1),
        reconciles: [
          { key: 'shop/api', triggeredAtMs: 0, startedAtMs: 2, durationMs: 40, outcome: 'success' },
          { key: 'shop/web', triggeredAtMs: 0, startedAtMs: 1, durationMs: 5, outcome: 'error', error: 'not yet' },
        ],
      },
    ],
    scheduler: () => ({
      leader: true,
      bound: 7,
      unschedulableAttempts: 2,
      failedBindings: 1,
      queue: { active: 3, backoff: 1, unschedulable: 2 },
      nodes: 4,
      classes: 5,
    }),
    components: () => [
      {
        name: 'kube-scheduler',
        identity: 'host_1',
        leader: true,
        leaderElection: { ...leaderElectionDefaults('kube-scheduler'), retryPeriodMs: 2_500 },
      },
    ],
    health: {
      ready: async () => [
        { name: 'ping', ok: true },
        { name: 'database', ok: false, message: 'it is away' },
      ],
      live: async () => [{ name: 'ping', ok: true }],
    },
  };
}

interface Asked {
  readonly document: DocumentNode;
  readonly variables: Variables;
  /** One per execution. */
  readonly context: () => GraphqlContext;
}

async function answerTo(asked: Asked, executor: Executor): Promise<ExecutionResult> {
  const { document } = asked;
  const errors = validate(servedSchema, document);
  if (errors.length > 0) return { errors };
  if (compiledBytes(servedSchema, document) === undefined) return interpret(asked);
  if (getOperationAST(document)?.operation === 'mutation') {
    return executor === 'compiled' ? runCompiled(asked) : interpret(asked);
  }
  const [interpreted, compiled] = [await interpret(asked), await runCompiled(asked)];
  expect(compiled.data).toEqual(interpreted.data);
  const messages = (result: ExecutionResult) => result.errors?.map(({ message }) => message);
  expect(messages(compiled)).toEqual(messages(interpreted));
  return interpreted;
}

async function interpret({ document, variables, context }: Asked): Promise<ExecutionResult> {
  return execute({ schema: servedSchema, document, variableValues: variables, contextValue: context() });
}

async function runCompiled({ document, variables, context }: Asked): Promise<ExecutionResult> {
  const compiled = compileQuery(servedSchema, document);
  if (!isCompiledQuery(compiled)) throw new Error('the document does not compile');
  return compiled.query(undefined, context(), variables);
}
