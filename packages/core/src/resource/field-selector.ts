// Field selectors: Kubernetes' syntax (fields.ParseSelector) on any scalar path, with more operators.
//
//   selector = [ term { "," term } ]
//   term     = path ("=" | "==" | "!=" | ">" | "<") value | path ("in" | "notin") "(" value { "," value } ")"
//            | path [ "exists" ] | "!" path
//
// In values `\`, `,`, `=`, `(` and `)` are written with a `\` before them; spaces around a value do not count.
import { type ApiError, badRequestError } from './api-error.ts';
import { fieldAt, formatPath, hasWildcard, type Path, parsePathAt, readAll, readOne } from './field-path.ts';
import { type ScalarName, type SchemaTable, schemaTable } from './schema-table.ts';
import { comparedAs, type SortKey, sortKey, sortKeyOfText } from './sort-keys.ts';

export type FieldOperator = '=' | '!=' | '>' | '<' | 'in' | 'notin' | 'exists' | '!';

export interface FieldTerm {
  /** In canonical form. */
  readonly path: string;
  readonly operator: FieldOperator;
  /** Empty for `exists` and `!`. */
  readonly values: readonly string[];
}

export interface FieldSelectorMatcher {
  /** All must hold; none select everything. */
  readonly terms: readonly FieldTerm[];
  matches(object: object): boolean;
}

export interface FieldSelectorOptions {
  readonly table?: SchemaTable;
}

const maxLength = 256 * 1024;
const maxTerms = 100;
const maxValues = 10_000;

/** Throws BadRequest on malformed text, and on fields and values the type does not have. */
export function parseFieldSelector(
  text: string,
  typeName: string,
  { table = schemaTable }: FieldSelectorOptions = {},
): FieldSelectorMatcher {
  const parsed = new Parser(text).terms();
  const tests = parsed.map((term) => compile(term, typeName, table));
  return {
    terms: parsed.map(({ path, operator, values }) => ({ path: formatPath(path), operator, values })),
    matches: (object) => tests.every((holds) => holds(object)),
  };
}

interface ParsedTerm {
  readonly path: Path;
  readonly operator: FieldOperator;
  readonly values: readonly string[];
}

/** Field labels of Kubernetes that are no paths of the stored type. */
const renamedFields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'v1.Pod': { 'spec.host': 'spec.nodeName' },
  'events.k8s.io/v1.Event': {
    'involvedObject.apiVersion': 'regarding.apiVersion',
    'involvedObject.fieldPath': 'regarding.fieldPath',
    'involvedObject.kind': 'regarding.kind',
    'involvedObject.name': 'regarding.name',
    'involvedObject.namespace': 'regarding.namespace',
    'involvedObject.resourceVersion': 'regarding.resourceVersion',
    'involvedObject.uid': 'regarding.uid',
    reportingComponent: 'reportingController',
    source: 'reportingController',
  },
};

function compile(term: ParsedTerm, typeName: string, table: SchemaTable): (object: object) => boolean {
  const renamed = renamedFields[typeName]?.[formatPath(term.path)];
  const path = renamed === undefined ? term.path : parsePathAt(renamed, 0).path;
  const field = fieldAt(typeName, path, table);
  if (!field) throw unsupported(term.path);
  const isPresent = (object: object) => readAll(object, path).length > 0;
  if (term.operator === 'exists') return isPresent;
  if (term.operator === '!') return (object) => !isPresent(object);
  const last = path.at(-1);
  const scalar = comparedAs(field, last?.kind === 'name' ? last.name : '');
  if (!scalar) throw unsupported(term.path);
  const holds = comparison(term, scalar);
  if (hasWildcard(path)) return everyOrSome(term.operator, path, holds);
  const absent = valueOfAbsent(scalar, path);
  return (object) => holds(readOne(object, path) ?? absent);
}

/** With `[*]` one value that fits is enough, and none may be one that `!=` or `notin` exclude. */
function everyOrSome(
  operator: FieldOperator,
  path: Path,
  holds: (value: unknown) => boolean,
): (object: object) => boolean {
  if (operator === '!=' || operator === 'notin') return (object) => readAll(object, path).every(holds);
  return (object) => readAll(object, path).some(holds);
}

/**
 * Kubernetes leaves out texts that are empty, booleans that are false and, in a status, counters that are 0: there the
 * absent value is that one. Elsewhere an absent number means something of its own.
 */
function valueOfAbsent(scalar: ScalarName, path: Path): unknown {
  if (scalar === 'boolean') return false;
  const [root] = path;
  const isStatus = root?.kind === 'name' && root.name === 'status';
  return isStatus && (scalar === 'int32' || scalar === 'int64') ? 0 : undefined;
}

/** The empty value stands for an absent field, whatever its type. */
function comparison({ path, operator, values }: ParsedTerm, scalar: ScalarName): (value: unknown) => boolean {
  const keys = new Set(values.filter((value) => value !== '').map((value) => keyOf(value, scalar, path, operator)));
  const hasEmpty = values.includes('');
  const equals = (value: unknown): boolean => {
    const key = sortKey(scalar, value);
    return key === undefined || key === '' ? hasEmpty : keys.has(key);
  };
  switch (operator) {
    case '=':
    case 'in':
      return equals;
    case '!=':
    case 'notin':
      return (value) => !equals(value);
    default:
      return isBeyond(operator === '>', keyOf(values[0] ?? '', scalar, path, operator), scalar);
  }
}

function isBeyond(isGreater: boolean, bound: SortKey, scalar: ScalarName): (value: unknown) => boolean {
  return (value) => {
    const key = sortKey(scalar, value);
    if (key === undefined || (typeof key === 'string') !== (typeof bound === 'string')) return false;
    return isGreater ? key > bound : key < bound;
  };
}

const expectations: Readonly<Partial<Record<ScalarName, string>>> = {
  boolean: 'must be true or false',
  int32: 'must be a number',
  int64: 'must be a number',
  number: 'must be a number',
  time: 'must be a time in RFC 3339, such as 2006-01-02T15:04:05Z',
  microTime: 'must be a time in RFC 3339, such as 2006-01-02T15:04:05.000000Z',
  duration: 'must be a duration, such as 1h30m',
  quantity: 'must be a quantity, such as 500m or 2Gi',
};

function keyOf(value: string, scalar: ScalarName, path: Path, operator: FieldOperator): SortKey {
  const key = sortKeyOfText(scalar, value);
  if (key !== undefined && (value !== '' || scalar === 'string')) return key;
  const why = expectations[scalar] ?? `cannot be compared by ${operator}`;
  throw malformed(`${formatPath(path)}: Invalid value: ${JSON.stringify(value)}: ${why}`);
}

function malformed(message: string): ApiError {
  return badRequestError(message, [{ reason: 'FieldValueInvalid', field: 'fieldSelector', message }]);
}

function unsupported(path: Path): ApiError {
  const message = `field label not supported: ${formatPath(path)}`;
  return badRequestError(message, [{ reason: 'FieldValueNotSupported', field: 'fieldSelector', message }]);
}

const operatorPattern = /\s*(?:(==|!=|[=<>])|(in|notin)\s*\(|(exists)(?=\s*(?:,|$)))/y;
const valuePattern = /(?:[^\\,=]|\\.)*/y;
const listedValuePattern = /(?:[^\\,=()]|\\.)*/y;

class Parser {
  private readonly text: string;
  private position = 0;

  constructor(text: string) {
    if (text.length > maxLength) throw malformed(`invalid selector: longer than ${maxLength} characters`);
    this.text = text;
  }

  terms(): ParsedTerm[] {
    const terms: ParsedTerm[] = [];
    while (!this.isAtEnd()) {
      if (this.take(',')) continue;
      terms.push(this.term());
      if (terms.length > maxTerms) throw malformed(`invalid selector: more than ${maxTerms} terms`);
      if (!this.isAtEnd() && !this.take(',')) throw this.notUnderstood(this.position);
    }
    return terms;
  }

  private term(): ParsedTerm {
    const start = this.position;
    const isNegated = this.take('!');
    this.skipSpace();
    const { path, end } = parsePathAt(this.text, this.position);
    if (path.length === 0) throw this.notUnderstood(start);
    this.position = end;
    if (isNegated) return { path, operator: '!', values: [] };
    const [, sign, set] = this.match(operatorPattern) ?? [];
    if (sign !== undefined) {
      const operator = sign === '==' ? '=' : (sign as '=' | '!=' | '<' | '>');
      return { path, operator, values: [this.value(valuePattern)] };
    }
    if (set !== undefined) return { path, operator: set as 'in' | 'notin', values: this.listedValues() };
    return { path, operator: 'exists', values: [] };
  }

  private listedValues(): string[] {
    const values: string[] = [];
    do {
      values.push(this.value(listedValuePattern));
      if (values.length > maxValues) throw malformed(`invalid selector: more than ${maxValues} values`);
    } while (this.take(','));
    if (!this.take(')')) throw this.notUnderstood(this.position);
    return [...new Set(values)];
  }

  private value(pattern: RegExp): string {
    const [text = ''] = this.match(pattern) ?? [];
    const next = this.text[this.position];
    if (next === '=') throw malformed('invalid field selector: unescaped character in value: =');
    if (next === '\\') throw malformed('invalid field selector: invalid escape sequence: \\');
    const wrong = /\\[^\\,=()]/.exec(text.replaceAll('\\\\', ''));
    if (wrong) throw malformed(`invalid field selector: invalid escape sequence: ${wrong[0]}`);
    return text.trim().replace(/\\(.)/g, '$1');
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (match) this.position += match[0].length;
    return match;
  }

  private take(text: string): boolean {
    this.skipSpace();
    if (!this.text.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  private isAtEnd(): boolean {
    this.skipSpace();
    return this.position >= this.text.length;
  }

  private skipSpace(): void {
    while (/\s/.test(this.text.charAt(this.position))) this.position += 1;
  }

  private notUnderstood(from: number): ApiError {
    const rest = this.text.slice(from, from + 256);
    return malformed(`invalid selector: '${this.text.slice(0, 256)}'; can't understand '${rest}'`);
  }
}
