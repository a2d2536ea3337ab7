// GraphQL Yoga runs the operations, whatever transport they came by: its plug-ins see every query and mutation.
//
// Documents arrive parsed, validated and, when they are frequent, compiled, so Yoga's own caches stay off. Its HTTP layer is
// not used: building Fetch objects for each request costs more than the rest of a small mutation.
import type { GraphqlContext } from '@portolan/core/graphql/context.ts';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { OperationParams } from './operations.ts';
import type { PreparedOperation } from './prepared-operation.ts';

interface EngineContext {
  readonly operation: PreparedOperation;
  /** Resolvers' own; apart, because Yoga keeps fields of its own in its context. */
  readonly resolvers: GraphqlContext;
}

export interface Execution extends EngineContext {
  readonly params: OperationParams;
}

const runPrepared: Plugin<EngineContext> = {
  onParse: ({ context, setParsedDocument }) => setParsedDocument(context.operation.document),
  onValidate: ({ setResult }) => setResult([]),
  onExecute({ setExecuteFn, args }) {
    const { operation, resolvers } = args.contextValue;
    setExecuteFn(({ variableValues }) => operation.run(undefined, resolvers, variableValues ?? {}));
  },
};

/** What plug-ins see in place of an HTTP request: every transport has the same. */
const request = new Request('http://localhost/graphql', { method: 'POST' });

export class Engine {
  private readonly yoga: YogaServerInstance<EngineContext, object>;

  /** One engine per schema. */
  constructor(schema: GraphQLSchema) {
    this.yoga = createYoga<EngineContext>({
      schema,
      plugins: [runPrepared],
      parserAndValidationCache: false,
      maskedErrors: false,
      logging: false,
      graphiql: false,
      landingPage: false,
    });
  }

  async run({ operation, resolvers, params }: Execution): Promise<ExecutionResult> {
    const { query, operationName, variables } = params;
    const given = { query, ...(operationName && { operationName }), variables: { ...variables } };
    return (await this.yoga.getResultForParams(
      { params: given, request },
      { operation, resolvers },
    )) as ExecutionResult;
  }
}
