// Label selectors: Kubernetes' text syntax (labels.Parse) and LabelSelector objects, compiled to one matcher.
//
//   selector    = [ requirement { "," requirement } ]
//   requirement = key | "!" key | key ("=" | "==" | "!=" | ">" | "<") value | key ("in" | "notin") "(" values ")"
import { type ApiError, badRequestError } from './api-error.ts';
import { FieldPath, fieldErrorText, invalid } from './field-error.ts';
import type { LabelSelector } from './generated/kubernetes.ts';
import { isQualifiedName, isValidLabelValue } from './validation/names.ts';

export type LabelOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | '>' | '<';

export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** Sorted, without duplicates; empty for `exists` and `!`. */
  readonly values: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;

export interface LabelSelectorMatcher {
  /** All must hold, in the order of their keys; none select everything. */
  readonly requirements: readonly LabelRequirement[];
  matches(labels: Labels | undefined): boolean;
}

/** Throws BadRequest on malformed text. */
export function parseLabelSelector(text: string): LabelSelectorMatcher {
  return matcherOf(new Parser(text).selector());
}

/** An absent selector selects nothing, an empty one everything. Throws BadRequest on a malformed one. */
export function fromLabelSelector(selector: LabelSelector | undefined): LabelSelectorMatcher {
  if (!selector) return { requirements: [], matches: () => false };
  const requirements = equalities(selector.matchLabels ?? {});
  // Decoding does not enforce required fields.
  for (const { key = '', operator = '', values = [] } of selector.matchExpressions ?? []) {
    const meaning = operatorsOfObjects[operator];
    if (!meaning) throw malformed(`"${operator}" is not a valid label selector operator`);
    requirements.push(requirement(key, meaning, values));
  }
  return matcherOf(requirements);
}

/** Selects what has all of these labels, as the selectors of Services and ReplicationControllers do. */
export function fromLabels(labels: Labels): LabelSelectorMatcher {
  return matcherOf(equalities(labels));
}

/** Of a selector in either form: no field of a LabelSelector is a text, and every label of a plain map is one. */
export function fromAnySelector(selector: LabelSelector | Labels | undefined): LabelSelectorMatcher {
  const isPlain = Object.values(selector ?? {}).some((value) => typeof value === 'string');
  return isPlain ? fromLabels(selector as Labels) : fromLabelSelector(selector as LabelSelector | undefined);
}

/** Canonical text; parsing it gives an equal matcher. Whatever selects nothing has no text. */
export function formatLabelSelector(selector: LabelSelectorMatcher): string {
  return selector.requirements.map(formatRequirement).join(',');
}

const operatorsOfObjects: Readonly<Record<string, LabelOperator | undefined>> = Object.assign(Object.create(null), {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
});

function equalities(labels: Labels): LabelRequirement[] {
  return Object.entries(labels).map(([key, value]) => requirement(key, '=', [value]));
}

function formatRequirement({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`;
    default:
      return `${key}${operator}${values[0] ?? ''}`;
  }
}

function matcherOf(unordered: readonly LabelRequirement[]): LabelSelectorMatcher {
  const requirements = unordered.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const [first, ...rest] = requirements.map(compile);
  if (!first) return { requirements, matches: () => true };
  if (rest.length === 0) return { requirements, matches: (labels = {}) => first(labels) };
  return { requirements, matches: (labels = {}) => first(labels) && rest.every((holds) => holds(labels)) };
}

/** What `{}` inherits (`constructor`, `toString`) is no string and so no label. */
function lookup(labels: Labels, key: string): string | undefined {
  const value: unknown = labels[key];
  return typeof value === 'string' ? value : undefined;
}

function compile({ key, operator, values }: LabelRequirement): (labels: Labels) => boolean {
  const [only = ''] = values;
  const all = new Set(values);
  switch (operator) {
    case '=':
    case '==':
      return (labels) => lookup(labels, key) === only;
    case '!=':
      return (labels) => lookup(labels, key) !== only;
    case 'in':
      return (labels) => all.has(lookup(labels, key) ?? notALabel);
    case 'notin':
      return (labels) => !all.has(lookup(labels, key) ?? notALabel);
    case 'exists':
      return (labels) => lookup(labels, key) !== undefined;
    case '!':
      return (labels) => lookup(labels, key) === undefined;
    case '>':
    case '<':
      return compareInteger(key, operator, only);
  }
}

/** No label has this value, so an absent label is in no set. */
const notALabel = '\u0000';

function compareInteger(key: string, operator: '>' | '<', value: string): (labels: Labels) => boolean {
  const bound = parseInt64(value);
  return (labels) => {
    const label = parseInt64(lookup(labels, key) ?? '');
    if (label === undefined || bound === undefined) return false;
    return operator === '>' ? label > bound : label < bound;
  };
}

function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d{1,64}$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function malformed(message: string): ApiError {
  return badRequestError(message, [{ reason: 'FieldValueInvalid', field: 'labelSelector', message }]);
}

function sortedSet(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

/** Throws BadRequest unless key and values fit the operator. */
function requirement(key: string, operator: LabelOperator, values: readonly string[]): LabelRequirement {
  const problem = requirementProblem(key, operator, values);
  if (problem !== undefined) throw malformed(problem);
  return { key, operator, values: sortedSet(values) };
}

function requirementProblem(key: string, operator: LabelOperator, values: readonly string[]): string | undefined {
  const at = new FieldPath('values');
  const keyErrors = isQualifiedName(key);
  const errors = keyErrors.length > 0 ? [invalid(new FieldPath('key'), key, keyErrors.join('; '))] : [];
  if ((operator === 'in' || operator === 'notin') && values.length === 0) {
    errors.push(invalid(at, values, "for 'in', 'notin' operators, values set can't be empty"));
  }
  if ((operator === 'exists' || operator === '!') && values.length > 0) {
    errors.push(invalid(at, values, 'values set must be empty for exists and does not exist'));
  }
  values.forEach((value, index) => {
    if ((operator === '>' || operator === '<') && parseInt64(value) === undefined) {
      errors.push(invalid(at.index(index), value, "for 'Gt', 'Lt' operators, the value must be an integer"));
    }
    const valueErrors = isValidLabelValue(value);
    if (valueErrors.length > 0) errors.push(invalid(at.index(index).key(key), value, valueErrors.join('; ')));
  });
  const texts = [...new Set(errors.map(fieldErrorText))];
  return texts.length > 1 ? `[${texts.join(', ')}]` : texts[0];
}

interface Token {
  readonly kind: 'word' | 'symbol' | 'end';
  readonly text: string;
}

const maxLength = 256 * 1024;
const end: Token = { kind: 'end', text: '' };
const tokenPattern = /[ \t\r\n]*(?:([^ \t\r\n=!(),<>]+)|(==|!=|[=!(),<>]))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  for (let match = tokenPattern.exec(text); match; match = tokenPattern.exec(text)) {
    const [, word, symbol = ''] = match;
    tokens.push(word === undefined ? { kind: 'symbol', text: symbol } : { kind: 'word', text: word });
  }
  return tokens;
}

const binaryOperators: readonly LabelOperator[] = ['in', 'notin', '=', '==', '!=', '>', '<'];

/** `in` and `notin` are words: operators behind a key, values anywhere else. */
class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(text: string) {
    if (text.length > maxLength) throw malformed(`selector is longer than ${maxLength} characters`);
    this.tokens = tokensOf(text);
  }

  selector(): LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    if (this.peek() === end) return requirements;
    if (!this.startsRequirement()) {
      throw malformed(`found '${this.peek().text}', expected: !, identifier, or 'end of string'`);
    }
    for (;;) {
      requirements.push(this.requirement());
      const separator = this.next();
      if (separator === end) return requirements;
      if (separator.text !== ',') throw malformed(`found '${separator.text}', expected: ',' or 'end of string'`);
      if (!this.startsRequirement()) throw malformed(`found '${this.peek().text}', expected: identifier after ','`);
    }
  }

  private requirement(): LabelRequirement {
    const isNegated = this.isSymbol('!');
    if (isNegated) this.next();
    const key = this.word();
    if (isNegated) return this.checked(key, '!', []);
    if (this.peek() === end || this.isSymbol(',')) return this.checked(key, 'exists', []);
    const { text } = this.next();
    const operator = binaryOperators.find((each) => each === text);
    if (!operator) throw this.unparsable(`found '${text}', expected: ${binaryOperators.join(', ')}`);
    const isSet = operator === 'in' || operator === 'notin';
    return this.checked(key, operator, isSet ? this.values() : [this.value()]);
  }

  private value(): string {
    return this.peek() === end || this.isSymbol(',') ? '' : this.word();
  }

  /** Values in parentheses; an empty place between commas is the empty value. */
  private values(): string[] {
    const open = this.next();
    if (open.kind !== 'symbol' || open.text !== '(') throw this.unparsable(`found '${open.text}' expected: '('`);
    const values: string[] = [];
    for (;;) {
      values.push(this.peek().kind === 'word' ? this.word() : '');
      const token = this.next();
      if (token.kind === 'symbol' && token.text === ')') return values;
      if (token.text !== ',') throw this.unparsable(`found '${token.text}', expected: ',' or ')'`);
    }
  }

  private word(): string {
    const token = this.next();
    if (token.kind !== 'word') throw this.unparsable(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  private checked(key: string, operator: LabelOperator, values: readonly string[]): LabelRequirement {
    const problem = requirementProblem(key, operator, values);
    if (problem !== undefined) throw this.unparsable(problem);
    return { key, operator, values: sortedSet(values) };
  }

  private unparsable(why: string): ApiError {
    return malformed(`unable to parse requirement: ${why}`);
  }

  private startsRequirement(): boolean {
    return this.peek().kind === 'word' || this.isSymbol('!');
  }

  private isSymbol(text: string): boolean {
    const token = this.peek();
    return token.kind === 'symbol' && token.text === text;
  }

  private peek(): Token {
    return this.tokens[this.position] ?? end;
  }

  private next(): Token {
    const token = this.peek();
    this.position += 1;
    return token;
  }
}
