import { expect, it } from 'vitest';
import { readMoment, timeOf } from './moment.ts';

const now = Date.parse('2026-05-04T12:00:00Z');

it('takes a number for a revision, not for a year', () => {
  expect(timeOf('2047')).toBeUndefined();
  expect(timeOf('2026-05-04T11:00:00Z')).toBe(now - 3_600_000);
  expect(timeOf('yesterday')).toBeUndefined();
});

it('reads revisions, ages, times of the day and moments', () => {
  expect(readMoment(' 47 ', now)).toBe('47');
  expect(readMoment('5m', now)).toBe('2026-05-04T11:55:00.000Z');
  expect(readMoment('-30s', now)).toBe('2026-05-04T11:59:30.000Z');
  expect(readMoment('2026-05-04T11:00:00Z', now)).toBe('2026-05-04T11:00:00.000Z');
  const today = new Date(now);
  today.setHours(today.getHours() - 1, 30, 0, 0);
  expect(readMoment(`${today.getHours()}:30`, now)).toBe(today.toISOString());
});

it('takes nothing that is no moment of the past', () => {
  expect(readMoment('soon', now)).toBeUndefined();
  expect(readMoment('2030-01-01T00:00:00Z', now)).toBeUndefined();
});
