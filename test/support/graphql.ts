// The GraphQL schema over a registry in memory, without a server around it.
import { isCompilable } from '@portolan/core/graphql/compilable.ts';
import type { GraphqlContext } from '@portolan/core/graphql/context.ts';
import { errorAnswer } from '@portolan/core/graphql/errors.ts';
import { RequestReads } from '@portolan/core/graphql/request-reads.ts';
import { buildSchema } from '@portolan/core/graphql/schema.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Manifest } from '@portolan/core/registry/operation.ts';
import type { Request } from '@portolan/core/registry/request.ts';
import { type DocumentNode, type ExecutionResult, execute, getOperationAST, parse, validate } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { expect } from 'vitest';
import { admin, startRegistry } from './registry.ts';

export const servedSchema = buildSchema(kinds);

export type Variables = Readonly<Record<string, unknown>>;

/** What a test reads out of an answer; a test that reads what is not there fails. */
// biome-ignore lint/suspicious/noExplicitAny: answers have the shape of the document in the test.
export type Data = Record<string, any>;

export interface Failure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Data;
}

/** A server interprets what it is asked once and compiles what it is asked often: it must not make a difference. */
export const executors = ['interpreted', 'compiled'] as const;

/** Queries run both ways, and must give the same answer; mutations run as `executor` says. */
export async function startGraphql({ executor = 'interpreted' }: { executor?: (typeof executors)[number] } = {}) {
  const parts = await startRegistry(kinds);
  const { registry } = parts;

  function context(request: Request): GraphqlContext {
    return {
      registry,
      request,
      reads: new RequestReads(registry, request),
      access: {
        createJoinToken: async (by, options) => ({
          token: `${by.identity.user} ${JSON.stringify(options)}`,
          expiration: '2026-01-02T00:00:00Z',
        }),
        joinNode: async (_by, name) => ({ token: 'secret', user: `system:node:${name}` }),
      },
      health: {
        ready: async () => [
          { name: 'ping', ok: true },
          { name: 'database', ok: false, message: 'it is away' },
        ],
        live: async () => [{ name: 'ping', ok: true }],
      },
    };
  }

  function interpret(document: DocumentNode, variableValues: Variables, request: Request) {
    return execute({ schema: servedSchema, document, variableValues, contextValue: context(request) });
  }

  async function runCompiled(document: DocumentNode, variables: Variables, request: Request): Promise<ExecutionResult> {
    const compiled = compileQuery(servedSchema, document);
    if (!isCompiledQuery(compiled)) throw new Error('the document does not compile');
    return compiled.query(undefined, context(request), variables);
  }

  async function answer(source: string, variables: Variables = {}, request = admin): Promise<ExecutionResult> {
    const document = parse(source);
    const errors = validate(servedSchema, document);
    if (errors.length > 0) return { errors };
    if (!isCompilable(document)) return interpret(document, variables, request);
    if (getOperationAST(document)?.operation === 'mutation') {
      return executor === 'compiled'
        ? runCompiled(document, variables, request)
        : interpret(document, variables, request);
    }
    const interpreted = await interpret(document, variables, request);
    const compiled = await runCompiled(document, variables, request);
    expect(compiled.data).toEqual(interpreted.data);
    const messages = ({ errors }: ExecutionResult) => errors?.map(({ message }) => message);
    expect(messages(compiled)).toEqual(messages(interpreted));
    return interpreted;
  }

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
