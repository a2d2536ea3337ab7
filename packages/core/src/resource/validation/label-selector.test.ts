import { expect, it } from 'vitest';
import { FieldPath, fieldErrorText } from '../field-error.ts';
import type { LabelSelector } from '../generated/kubernetes.ts';
import { validateLabelSelector } from './label-selector.ts';

function errorsOf(selector: LabelSelector | undefined): string[] {
  return validateLabelSelector(selector, new FieldPath('spec.selector')).map(fieldErrorText);
}

it('accepts every operator with the values it needs', () => {
  const matchExpressions = [
    { key: 'a', operator: 'In', values: ['x', ''] },
    { key: 'a', operator: 'NotIn', values: ['y'] },
    { key: 'example.com/b', operator: 'Exists' },
    { key: 'b', operator: 'DoesNotExist', values: [] },
  ];
  expect(errorsOf({ matchLabels: { app: 'web' }, matchExpressions })).toEqual([]);
  expect(errorsOf({})).toEqual([]);
  expect(errorsOf(undefined)).toEqual([]);
});

it('refuses operators without their values, values without use, and unknown operators', () => {
  const at = 'spec.selector.matchExpressions';
  const matchExpressions = [
    { key: 'a', operator: 'In' },
    { key: 'a', operator: 'Exists', values: ['x'] },
    { key: 'a', operator: 'Gt', values: ['1'] },
  ];
  expect(errorsOf({ matchExpressions })).toEqual([
    `${at}[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
    `${at}[1].values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'`,
    `${at}[2].operator: Invalid value: "Gt": not a valid selector operator`,
  ]);
});

it('refuses malformed keys and values', () => {
  const errors = errorsOf({
    matchLabels: { app: 'not ok' },
    matchExpressions: [{ key: '', operator: 'In', values: ['ok', 'not/ok'] }],
  });
  expect(errors.map((error) => error.slice(0, error.indexOf(':')))).toEqual([
    'spec.selector.matchLabels',
    'spec.selector.matchExpressions[0].key',
    'spec.selector.matchExpressions[0].key',
    'spec.selector.matchExpressions[0].values[1]',
  ]);
});
