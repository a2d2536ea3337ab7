import { expect, test } from 'vitest';
import { auditDeliveries } from './deliveries.ts';

const expected = [3, 4, 7];
const sound = { lost: 0, doubled: 0, outOfOrder: 0 };

test('finds nothing wrong where every revision came once and in order', () => {
  expect(auditDeliveries(expected, [1, 2, 3, 4, 7])).toEqual(sound);
});

test('counts what did not come', () => {
  expect(auditDeliveries(expected, [3, 7])).toEqual({ ...sound, lost: 1 });
});

test('counts what came again', () => {
  expect(auditDeliveries(expected, [3, 4, 4, 7, 3])).toEqual({ ...sound, doubled: 2 });
});

test('counts what came after a later one', () => {
  expect(auditDeliveries(expected, [4, 3, 7])).toEqual({ ...sound, outOfOrder: 1 });
});
