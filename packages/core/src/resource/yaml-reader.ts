// YAML as Kubernetes reads it, within limits: the `yaml` package gives the syntax tree, and this file makes plain JSON
// values of it. Aliases are expanded and count each time; duplicate keys are refused.
import {
  Composer,
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type ParsedNode,
  Parser,
  type YAMLMap,
} from 'yaml';
import { type ApiError, badRequestError } from './api-error.ts';
import { plainScalar } from './yaml-scalars.ts';

export interface YamlLimits {
  /** Characters of all values together, aliases expanded. */
  readonly maxLength: number;
  readonly maxDepth: number;
  /** Pieces of syntax: what reading costs. */
  readonly maxTokens: number;
}

/** The values of all documents that are not empty. Throws BadRequest with line and column. */
export function readYaml(text: string, limits: YamlLimits): unknown[] {
  const lines = new LineCounter();
  const composer = new Composer({
    schema: 'failsafe',
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const values: unknown[] = [];
  for (const document of composer.compose(limitedTokens(text, lines, limits), false, text.length)) {
    const [error] = document.errors;
    if (error) throw malformed(lines, error.pos[0], error.message);
    const value = new DocumentReader(lines, limits).read(document.contents);
    if (value !== null) values.push(value);
  }
  return values;
}

function* limitedTokens(text: string, lines: LineCounter, limits: YamlLimits): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    if (count > limits.maxTokens) throw malformed(lines, parser.offset, tooManyParts(limits));
    yield* parser.next(lexeme);
    if (parser.stack.length > limits.maxDepth + 2) throw tooDeep(lines, parser.offset, limits);
  }
  yield* parser.end();
}

function malformed(lines: LineCounter, offset: number, problem: string): ApiError {
  const { line, col } = lines.linePos(offset);
  const message = `error converting YAML to JSON: yaml: line ${line}, column ${col}: ${problem}`;
  return badRequestError(message, [{ reason: 'FieldValueInvalid', field: '', message: problem }]);
}

function tooManyParts({ maxTokens }: YamlLimits): string {
  return `the text has more than ${maxTokens} parts: send it in several requests, or as JSON`;
}

function tooDeep(lines: LineCounter, offset: number, { maxDepth }: YamlLimits): ApiError {
  return malformed(lines, offset, `values are nested deeper than ${maxDepth} levels`);
}

type Node = ParsedNode | null | undefined;

class DocumentReader {
  private readonly lines: LineCounter;
  private readonly limits: YamlLimits;
  /** Anchors so far; a later one of the same name takes its place. */
  private readonly anchors = new Map<string, Node>();
  private length = 0;
  private count = 0;

  constructor(lines: LineCounter, limits: YamlLimits) {
    this.lines = lines;
    this.limits = limits;
  }

  read(node: Node, depth = 0): unknown {
    this.count += 1;
    if (this.count > this.limits.maxTokens) throw this.malformed(node, 'document contains excessive aliasing');
    if (depth > this.limits.maxDepth) throw tooDeep(this.lines, offsetOf(node), this.limits);
    if (isAlias(node)) return this.read(this.anchored(node), depth + 1);
    if (node && 'anchor' in node && node.anchor) this.anchors.set(node.anchor, node);
    if (isMap(node)) return this.mapping(node as YAMLMap.Parsed, depth);
    if (isSeq(node)) return node.items.map((item) => this.read(item as Node, depth + 1));
    return this.scalar(node);
  }

  private anchored(alias: ParsedNode & { source: string }): Node {
    if (this.anchors.has(alias.source)) return this.anchors.get(alias.source);
    throw this.malformed(alias, `unknown anchor '${alias.source}' referenced`);
  }

  private scalar(node: Node): string | number | boolean | null {
    if (!isScalar(node)) return null;
    const text = String(node.value);
    this.length += text.length;
    if (this.length > this.limits.maxLength) throw this.malformed(node, 'document contains excessive aliasing');
    const tag = node.tag?.replace('tag:yaml.org,2002:', '!!');
    if (tag === '!!str' || (tag === undefined && node.type !== 'PLAIN')) return text;
    const value = plainScalar(text);
    if (tag !== undefined && tagsByType[value === null ? 'null' : typeof value]?.includes(tag) !== true) {
      throw this.malformed(node, `cannot decode ${JSON.stringify(text)} as ${tag}`);
    }
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw this.malformed(node, `unsupported value: ${text}`);
    }
    return value;
  }

  private mapping(map: YAMLMap.Parsed, depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const inherited: Record<string, unknown>[] = [];
    for (const { key, value } of map.items) {
      if (isMergeKey(key)) inherited.push(...this.merged(value, depth + 1));
      else this.setOnce(result, key, this.read(value, depth + 1));
    }
    // The map's own keys win, then the first map that is merged in.
    for (const source of inherited) {
      for (const [name, value] of Object.entries(source)) if (!Object.hasOwn(result, name)) result[name] = value;
    }
    return result;
  }

  private setOnce(result: Record<string, unknown>, key: Node, value: unknown): void {
    const name = this.read(key);
    if (name === null || typeof name === 'object') throw this.malformed(key, 'unsupported map key');
    const text = String(name);
    if (text === '__proto__') throw this.malformed(key, 'key "__proto__" is not allowed');
    if (Object.hasOwn(result, text)) throw this.malformed(key, `key ${JSON.stringify(text)} already set in map`);
    result[text] = value;
  }

  private merged(node: Node, depth: number): Record<string, unknown>[] {
    const target = isAlias(node) ? this.anchored(node) : node;
    const sources = isSeq(target) ? (target.items as Node[]) : [target];
    return sources.map((source) => {
      const value = this.read(source, depth);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
      throw this.malformed(source, 'map merge requires map or sequence of maps as the value');
    });
  }

  private malformed(node: Node, problem: string): ApiError {
    return malformed(this.lines, offsetOf(node), problem);
  }
}

const tagsByType: Readonly<Record<string, readonly string[]>> = {
  null: ['!!null'],
  boolean: ['!!bool'],
  number: ['!!int', '!!float'],
};

function isMergeKey(key: Node): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<';
}

function offsetOf(node: Node): number {
  return node?.range?.[0] ?? 0;
}
