import fc from 'fast-check';
import { expect, it } from 'vitest';
import { microTimeText, timeText } from './clock.ts';
import { timeMicros } from './times.ts';

it('prints whole seconds and microseconds in RFC 3339', () => {
  expect(timeText(1_767_225_600_999)).toBe('2026-01-01T00:00:00Z');
  expect(microTimeText(1_767_225_600_000)).toBe('2026-01-01T00:00:00.000000Z');
});

it('loses no microsecond of a time that came as a fraction of milliseconds', () => {
  const micros = fc.integer({ min: 0, max: Date.UTC(2100, 0) * 1000 });
  fc.assert(fc.property(micros, (each) => timeMicros(microTimeText(each / 1000)) === each));
});
