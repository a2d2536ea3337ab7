// kubectl's JSONPath: literal text with expressions in braces.
//
//   template   = { text | "{" steps "}" | "{range" steps "}" template "{end}" }
//   steps      = [ "$" | "@" ] { ".name" | "..name" | "[" subscript "]" | "*" }, or a quoted text
//   subscript  = index | slice | "*" | quoted name | union of these | "?(" operand [ operator operand ] ")"
import { UsageError } from '../failures.ts';

export type Step =
  | { readonly step: 'field'; readonly name: string }
  | { readonly step: 'wildcard' }
  | { readonly step: 'descend' }
  /** Python's slices: any part may be missing; a single index is a slice of one. */
  | { readonly step: 'slice'; readonly start?: number; readonly end?: number; readonly stride: number }
  | { readonly step: 'index'; readonly index: number }
  | { readonly step: 'union'; readonly members: readonly Step[] }
  | {
      readonly step: 'filter';
      readonly left: Operand;
      readonly operator: Operator | 'exists';
      readonly right?: Operand;
    };

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Operand =
  | { readonly operand: 'path'; readonly fromRoot: boolean; readonly steps: readonly Step[] }
  | { readonly operand: 'value'; readonly value: string | number | boolean };

export type Part =
  | { readonly part: 'text'; readonly text: string }
  | { readonly part: 'path'; readonly fromRoot: boolean; readonly steps: readonly Step[] }
  | {
      readonly part: 'range';
      readonly fromRoot: boolean;
      readonly steps: readonly Step[];
      readonly body: readonly Part[];
    };

const maxTemplateLength = 100_000;

/** Throws UsageError that says where the template goes wrong. */
export function parseJsonPath(template: string): readonly Part[] {
  if (template.length > maxTemplateLength) throw new UsageError('error parsing jsonpath: the template is too long');
  return new Parser(template).template();
}

/** One expression without text around it: `.metadata.name`, `metadata.name`, `{.metadata.name}`. */
export function parseFieldPath(text: string): readonly Part[] {
  const inner = /^\{(.*)\}$/s.exec(text.trim())?.[1] ?? text.trim();
  const rooted = /^[.$[]/.test(inner) ? inner : `.${inner}`;
  return parseJsonPath(`{${rooted}}`);
}

const namePattern = /(?:[^\\\s.,:[\]{}()|'"*?=!<>$@]|\\.)+/y;

class Parser {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  template(): Part[] {
    const parts = this.parts(false);
    if (this.at < this.text.length) throw this.problem('unexpected {end}');
    return parts;
  }

  private parts(isInRange: boolean): Part[] {
    const parts: Part[] = [];
    while (this.at < this.text.length) {
      const open = this.text.indexOf('{', this.at);
      const text = this.text.slice(this.at, open < 0 ? undefined : open);
      if (text) parts.push({ part: 'text', text });
      if (open < 0) {
        this.at = this.text.length;
        break;
      }
      this.at = open;
      if (this.takes(/\{\s*end\s*\}/y)) {
        if (isInRange) return parts;
        throw this.problem('not in range, nothing to end');
      }
      this.at++;
      parts.push(...this.action());
    }
    if (isInRange) throw this.problem('unterminated range: {end} is missing');
    return parts;
  }

  private action(): Part[] {
    this.takes(/\s+/y);
    if (this.takes(/range(?=[\s{.$@[])/y)) {
      this.takes(/\s+/y);
      const head = this.path();
      this.closeAction();
      return [{ part: 'range', ...head, body: this.parts(true) }];
    }
    const parts: Part[] = [];
    while (!this.takes(/\s*\}/y)) {
      this.takes(/\s+/y);
      const quote = this.text[this.at];
      if (quote === '"' || quote === "'") parts.push({ part: 'text', text: this.quoted() });
      else if (this.at >= this.text.length) throw this.problem('unclosed action');
      else parts.push({ part: 'path', ...this.path() });
    }
    return parts;
  }

  private closeAction(): void {
    if (!this.takes(/\s*\}/y)) throw this.problem('unclosed action');
  }

  private path(): { fromRoot: boolean; steps: Step[] } {
    const fromRoot = this.takes(/\$/y) !== undefined;
    if (!fromRoot) this.takes(/@/y);
    const start = this.at;
    const steps = this.steps();
    if (steps.length === 0 && !fromRoot && this.text[start - 1] !== '@' && !this.takes(/\./y)) {
      throw this.problem(`unrecognized character in action: ${JSON.stringify(this.text[this.at] ?? 'end')}`);
    }
    return { fromRoot, steps };
  }

  private steps(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      if (this.takes(/\.\./y)) steps.push({ step: 'descend' }, ...this.named(true));
      else if (this.takes(/\.(?=\[)/y) || this.text[this.at] === '[') steps.push(this.subscript());
      else if (this.takes(/\./y)) steps.push(...this.named(false));
      else if (this.takes(/\*/y)) steps.push({ step: 'wildcard' });
      else if (steps.length === 0 && this.nameAhead()) steps.push(...this.named(false));
      else return steps;
    }
  }

  private nameAhead(): boolean {
    namePattern.lastIndex = this.at;
    return namePattern.test(this.text);
  }

  /** What follows a dot; nothing does in `{.}`, the value itself, and in `..[0]`. */
  private named(afterDescent: boolean): Step[] {
    if (this.takes(/\*/y)) return [{ step: 'wildcard' }];
    const name = this.takes(namePattern);
    if (name !== undefined) return [{ step: 'field', name: name.replace(/\\(.)/g, '$1') }];
    if (afterDescent && this.text[this.at] !== '[') throw this.problem('a name must follow ".."');
    return [];
  }

  private subscript(): Step {
    this.at++;
    if (this.takes(/\s*\?\s*\(/y)) return this.filter();
    const members: Step[] = [];
    do {
      this.takes(/\s+/y);
      members.push(this.member());
      this.takes(/\s+/y);
    } while (this.takes(/,/y));
    if (!this.takes(/\]/y)) throw this.problem('unterminated array');
    const [only] = members;
    return only && members.length === 1 ? only : { step: 'union', members };
  }

  private member(): Step {
    const quote = this.text[this.at];
    if (quote === '"' || quote === "'") return { step: 'field', name: this.quoted() };
    if (this.takes(/\*/y)) return { step: 'wildcard' };
    const slice = this.takes(/-?\d*\s*:\s*-?\d*(\s*:\s*-?\d*)?/y);
    if (slice !== undefined) return this.slice(slice);
    const index = this.takes(/-?\d+/y);
    if (index !== undefined) return { step: 'index', index: Number(index) };
    const name = this.takes(namePattern);
    if (name !== undefined) return { step: 'field', name: name.replace(/\\(.)/g, '$1') };
    throw this.problem('invalid array index');
  }

  private slice(text: string): Step {
    const [start, end, stride] = text.split(':').map((part) => (part.trim() === '' ? undefined : Number(part)));
    if (stride !== undefined && stride <= 0) throw this.problem('step must be > 0');
    return {
      step: 'slice',
      ...(start !== undefined && { start }),
      ...(end !== undefined && { end }),
      stride: stride ?? 1,
    };
  }

  private filter(): Step {
    const left = this.operand();
    this.takes(/\s+/y);
    const operator = this.takes(/==|!=|<=|>=|<|>/y) as Operator | undefined;
    if (operator === undefined) {
      this.closeFilter();
      return { step: 'filter', left, operator: 'exists' };
    }
    const right = this.operand();
    this.closeFilter();
    return { step: 'filter', left, operator, right };
  }

  private closeFilter(): void {
    if (!this.takes(/\s*\)\s*\]/y)) throw this.problem('unterminated filter');
  }

  private operand(): Operand {
    this.takes(/\s+/y);
    const quote = this.text[this.at];
    if (quote === '"' || quote === "'") return { operand: 'value', value: this.quoted() };
    const number = this.takes(/-?\d+(\.\d+)?(?![\w.])/y);
    if (number !== undefined) return { operand: 'value', value: Number(number) };
    const truth = this.takes(/(true|false)\b/y);
    if (truth !== undefined) return { operand: 'value', value: truth === 'true' };
    return { operand: 'path', ...this.path() };
  }

  /** In either quotes; `\n`, `\t`, `\"` and so on are escapes. */
  private quoted(): string {
    const quote = this.text[this.at++];
    let value = '';
    for (;;) {
      const character = this.text[this.at++];
      if (character === undefined) throw this.problem('unterminated quoted string');
      if (character === quote) return value;
      value += character === '\\' ? unescaped(this.text[this.at++] ?? '') : character;
    }
  }

  /** Goes on behind the pattern (sticky) if it stands here. */
  private takes(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private problem(what: string): UsageError {
    return new UsageError(`error parsing jsonpath ${this.text}, ${what} (at position ${this.at})`);
  }
}

function unescaped(letter: string): string {
  return { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' }[letter] ?? letter;
}
