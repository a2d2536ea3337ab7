// The values that a path leads to. A missing field leads to nothing, as `kubectl get` has it.
import type { Operand, Operator, Step } from './parse.ts';

type Scope = { readonly root: unknown };

export function evaluate(steps: readonly Step[], from: unknown, scope: Scope): unknown[] {
  return steps.reduce<unknown[]>(
    (values, step) => values.flatMap((value) => (value === undefined ? [] : advance(step, value, scope))),
    [from],
  );
}

function advance(step: Step, value: unknown, scope: Scope): unknown[] {
  switch (step.step) {
    case 'field':
      return fieldOf(value, step.name);
    case 'wildcard':
      return childrenOf(value);
    case 'descend':
      return descendants(value);
    case 'index':
      return Array.isArray(value) ? defined(value.at(step.index)) : [];
    case 'slice':
      return Array.isArray(value) ? sliceOf(value, step) : [];
    case 'union':
      return step.members.flatMap((member) => advance(member, value, scope));
    case 'filter':
      return childrenOf(value).filter((child) => passes(step, child, scope));
  }
}

function fieldOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return [];
  return defined((value as Record<string, unknown>)[name]);
}

function defined(value: unknown): unknown[] {
  return value === undefined ? [] : [value];
}

function childrenOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/** The value and everything within it, outer values first. */
function descendants(value: unknown): unknown[] {
  const found: unknown[] = [];
  const waiting = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    found.push(next);
    waiting.push(...childrenOf(next).toReversed());
  }
  return found;
}

function sliceOf(values: readonly unknown[], { start, end, stride }: Extract<Step, { step: 'slice' }>): unknown[] {
  return values.slice(start, end).filter((_, index) => index % stride === 0);
}

function passes({ left, operator, right }: Extract<Step, { step: 'filter' }>, value: unknown, scope: Scope): boolean {
  const lefts = operandValues(left, value, scope);
  if (operator === 'exists') return lefts.length > 0;
  const rights = right ? operandValues(right, value, scope) : [];
  if (lefts.length !== 1 || rights.length !== 1) return false;
  return compare(lefts[0], operator, rights[0]);
}

function operandValues(operand: Operand, value: unknown, scope: Scope): unknown[] {
  if (operand.operand === 'value') return [operand.value];
  return evaluate(operand.steps, operand.fromRoot ? scope.root : value, scope);
}

function compare(left: unknown, operator: Operator, right: unknown): boolean {
  if (operator === '==') return isSame(left, right);
  if (operator === '!=') return !isSame(left, right);
  const bothNumbers = typeof left === 'number' && typeof right === 'number';
  const bothTexts = typeof left === 'string' && typeof right === 'string';
  if (!bothNumbers && !bothTexts) return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

function isSame(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object') return left === right;
  return JSON.stringify(left) === JSON.stringify(right);
}
