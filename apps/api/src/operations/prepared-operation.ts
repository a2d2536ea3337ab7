// One operation of a validated document, ready to run many times. A document seen again is compiled: most documents of a
// person come once, most of a program a thousand times, and compiling costs as much as some hundred interpreted runs.
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';

export type Variables = Readonly<Record<string, unknown>>;
type MaybePromise<T> = T | Promise<T>;

let lastId = 0;

export class PreparedOperation {
  /** Different for every document, operation name and schema. */
  readonly id = ++lastId;
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** Whether whole objects may be in its answer. */
  readonly showsManifests: boolean;
  /** Of an operation that costs the same each time, once it is known. */
  constantCost: number | undefined;
  private runs = 0;
  /** `undefined` until it is worth the time. */
  private compiled: CompiledQuery | 'interpreted' | undefined;

  /** `mayCompile`: see compilable.ts of the core. */
  constructor(schema: GraphQLSchema, document: DocumentNode, definition: OperationDefinitionNode, mayCompile: boolean) {
    this.schema = schema;
    this.document = document;
    this.definition = definition;
    this.showsManifests = hasField(document, 'manifest');
    if (!mayCompile) this.compiled = 'interpreted';
  }

  get type(): OperationTypeNode {
    return this.definition.operation;
  }

  /** Name of the first field: what the operation is about. */
  get rootField(): string {
    const [first] = this.definition.selectionSet.selections;
    return first?.kind === 'Field' ? first.name.value : '';
  }

  run(root: unknown, context: unknown, variables: Variables): MaybePromise<ExecutionResult> {
    this.runs += 1;
    const isFrequent = this.runs > 1 || this.type === OperationTypeNode.SUBSCRIPTION;
    if (isFrequent) this.compiled ??= this.compile();
    if (typeof this.compiled === 'object') {
      const result = this.compiled.query(root, context, variables);
      // Without data: the variables do not fit, and nothing has run. The interpreter says where and why.
      if (!('errors' in result) || 'data' in result) return result;
    }
    return execute({
      schema: this.schema,
      document: this.document,
      rootValue: root,
      contextValue: context,
      variableValues: variables,
      operationName: this.definition.name?.value,
    });
  }

  /** The rare document that the compiler does not support stays interpreted. */
  private compile(): CompiledQuery | 'interpreted' {
    const compiled = compileQuery(this.schema, this.document, this.definition.name?.value);
    return isCompiledQuery(compiled) ? compiled : 'interpreted';
  }
}

function hasField(document: DocumentNode, name: string): boolean {
  let isFound = false;
  visit(document, {
    Field(node) {
      isFound ||= node.name.value === name;
    },
  });
  return isFound;
}
