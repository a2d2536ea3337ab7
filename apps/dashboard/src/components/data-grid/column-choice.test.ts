import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Column } from './column.ts';
import { isColumnShown, noChoice, readColumnChoice, saveColumnChoice, withColumn } from './column-choice.ts';

const column = (id: string, more: Partial<Column<object>> = {}): Column<object> => ({
  id,
  header: id,
  width: '1rem',
  render: () => id,
  ...more,
});
const stored = new Map<string, string>();

beforeEach(() =>
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, text: string) => stored.set(key, text),
  }),
);
afterEach(() => {
  stored.clear();
  vi.unstubAllGlobals();
});

it('shows what is not optional, until it is hidden', () => {
  expect(isColumnShown(column('node'), noChoice)).toBe(true);
  const hidden = withColumn(column('node'), false, noChoice);
  expect(isColumnShown(column('node'), hidden)).toBe(false);
  expect(withColumn(column('node'), true, hidden)).toEqual(noChoice);
});

it('hides what is optional, until it is chosen', () => {
  const ip = column('ip', { isOptional: true });
  expect(isColumnShown(ip, noChoice)).toBe(false);
  expect(isColumnShown(ip, withColumn(ip, true, noChoice))).toBe(true);
});

it('never hides the title', () => {
  expect(isColumnShown(column('name', { isTitle: true }), { shown: [], hidden: ['name'] })).toBe(true);
});

it('keeps the choice of each list, whatever else is written there', () => {
  saveColumnChoice('pods', { shown: ['ip'], hidden: [] });
  saveColumnChoice('nodes', { shown: [], hidden: ['age'] });
  expect(readColumnChoice('pods')).toEqual({ shown: ['ip'], hidden: [] });
  stored.set('portolan-columns', '{"pods":{"shown":7}}');
  expect(readColumnChoice('pods')).toEqual(noChoice);
  stored.set('portolan-columns', 'x');
  expect(readColumnChoice('pods')).toEqual(noChoice);
});
