// Query texts, parsed and validated once. Texts are bounded before they are parsed, because the parser recurses.
import { compiledBytes } from '@portolan/core/graphql/compilable.ts';
import { limitErrors } from '@portolan/core/graphql/limits.ts';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Lexer,
  type OperationDefinitionNode,
  parse,
  Source,
  TokenKind,
  validate,
} from 'graphql';
import { PreparedOperation } from './prepared-operation.ts';
import { Recent } from './recent.ts';

/** What the parser may meet; what a parsed document may ask for is bounded by the schema's own limits. */
export interface TextLimits {
  readonly tokens: number;
  /** Open braces, brackets and parentheses inside one another. */
  readonly nesting: number;
}

/** What a kept document occupies beside its compiled code: itself, and its syntax tree for each byte of its text. */
const documentBytes = 50_000;
const treeBytesPerCharacter = 100;
const maxKeptWeight = 128 << 20;
/** Each error of validation is dear: it comes with suggestions from all names of the schema. */
const maxErrors = 20;

/** A document that cannot be executed; nothing has happened. */
export class InvalidDocument extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message ?? 'invalid document');
    this.errors = errors;
  }
}

interface Validated {
  readonly document: DocumentNode;
  readonly operations: Map<string, PreparedOperation>;
  readonly mayCompile: boolean;
}

export class Documents {
  private readonly schema: GraphQLSchema;
  private readonly limits: TextLimits;
  private readonly kept = new Recent<Validated>(maxKeptWeight);

  constructor(schema: GraphQLSchema, limits: TextLimits) {
    this.schema = schema;
    this.limits = limits;
  }

  /** Throws InvalidDocument. */
  prepare(text: string, operationName: string | undefined): PreparedOperation {
    const { document, operations, mayCompile } = this.kept.get(text) ?? this.validate(text);
    const known = operations.get(operationName ?? '');
    if (known) return known;
    const operation = new PreparedOperation(this.schema, document, operationOf(document, operationName), mayCompile);
    operations.set(operationName ?? '', operation);
    return operation;
  }

  private validate(text: string): Validated {
    assertBounded(text, this.limits);
    const document = parseDocument(text);
    refuse(limitErrors(document));
    refuse(validate(this.schema, document, undefined, { maxErrors }));
    const codeBytes = compiledBytes(this.schema, document);
    const operations = new Map<string, PreparedOperation>();
    const validated = { document, operations, mayCompile: codeBytes !== undefined };
    this.kept.set(text, validated, documentBytes + treeBytesPerCharacter * text.length + (codeBytes ?? 0));
    return validated;
  }
}

function refuse(errors: readonly GraphQLError[]): void {
  if (errors.length > 0) throw new InvalidDocument(errors);
}

function operationOf(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  const message =
    name === undefined
      ? 'Must provide operation name if query contains multiple operations.'
      : `Unknown operation named ${JSON.stringify(name)}.`;
  throw new InvalidDocument([new GraphQLError(message)]);
}

function parseDocument(text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GraphQLError) throw new InvalidDocument([error]);
    throw error;
  }
}

const opening: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

function assertBounded(text: string, limits: TextLimits): void {
  try {
    const lexer = new Lexer(new Source(text));
    let nesting = 0;
    for (let tokens = 0; lexer.advance().kind !== TokenKind.EOF; tokens += 1) {
      if (opening.has(lexer.token.kind)) nesting += 1;
      if (closing.has(lexer.token.kind)) nesting -= 1;
      if (tokens >= limits.tokens) throw tooMuch(`has more than ${limits.tokens} tokens`);
      if (nesting > limits.nesting) throw tooMuch(`is nested more than ${limits.nesting} deep`);
    }
  } catch (error) {
    if (error instanceof GraphQLError) throw new InvalidDocument([error]);
    throw error;
  }
}

function tooMuch(why: string): InvalidDocument {
  return new InvalidDocument([new GraphQLError(`the document ${why}`, { extensions: { code: 'BAD_REQUEST' } })]);
}
