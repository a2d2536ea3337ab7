import { expect, it } from 'vitest';
import { ageColumn, firstOf, labelsText, nameColumn } from './columns.ts';

it('prints labels in the order of their keys', () => {
  expect(labelsText({ tier: 'front', app: 'web' })).toBe('app=web,tier=front');
  expect(labelsText({})).toBe('<none>');
  expect(labelsText(undefined)).toBe('<none>');
});

it('shows three items and counts the rest', () => {
  expect(firstOf([], '<none>')).toBe('<none>');
  expect(firstOf(['a', 'b', 'c'], '<none>')).toBe('a,b,c');
  expect(firstOf(['a', 'b', 'c', 'd', 'e'], '<none>')).toBe('a,b,c + 2 more...');
});

it('shows the name and how long ago an object was created', () => {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z' },
  };
  const now = Date.parse('2026-01-01T00:05:00Z');
  expect(nameColumn.cell(object, now)).toBe('a');
  expect(ageColumn.cell(object, now)).toBe('5m');
});
