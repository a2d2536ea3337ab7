import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalMicroTime, canonicalTime, formatDuration, parseDuration, timeMicros } from './times.ts';

describe('times', () => {
  it.each([
    ['2026-01-02T15:04:05Z', '2026-01-02T15:04:05Z'],
    ['2026-01-02T15:04:05.999999999Z', '2026-01-02T15:04:05Z'],
    ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00Z'],
    ['2026-01-01T00:30:00-01:30', '2026-01-01T02:00:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['0050-01-01T00:00:00Z', '0050-01-01T00:00:00Z'],
  ])('reads %s as %s', (text, canonical) => {
    expect(canonicalTime(text)).toBe(canonical);
  });

  it.each([
    '',
    '2026-01-02',
    '2026-01-02 15:04:05Z',
    '2026-01-02T15:04:05',
    '2026-01-02t15:04:05z',
    '2026-1-2T15:04:05Z',
    '2026-02-29T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-13-10T00:00:00Z',
    '2026-01-02T24:00:00Z',
    '2026-01-02T15:60:05Z',
    '2026-01-02T15:04:60Z',
    '2026-01-02T15:04:05+24:00',
    '0000-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '2026-01-02T15:04:05Z\n',
  ])('refuses %j', (text) => {
    expect(canonicalTime(text)).toBeUndefined();
  });

  it('keeps microseconds where the type has them', () => {
    expect(canonicalMicroTime('2026-01-02T15:04:05.1234567Z')).toBe('2026-01-02T15:04:05.123456Z');
    expect(canonicalMicroTime('2026-01-02T15:04:05.123456Z')).toBe('2026-01-02T15:04:05.123456Z');
    expect(canonicalMicroTime('2026-01-02T15:04:05Z')).toBe('2026-01-02T15:04:05.000000Z');
    expect(canonicalMicroTime('2026-02-30T15:04:05.123456Z')).toBeUndefined();
    expect(timeMicros('1970-01-01T00:00:01.5Z')).toBe(1_500_000);
  });

  it('agrees with the clock for any moment', () => {
    const moments = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        expect(canonicalTime(moment.toISOString())).toBe(`${moment.toISOString().slice(0, 19)}Z`);
        expect(timeMicros(moment.toISOString())).toBe(moment.getTime() * 1000);
      }),
    );
  });
});

describe('durations', () => {
  it.each([
    ['0', '0s'],
    ['1h', '1h0m0s'],
    ['90m', '1h30m0s'],
    ['1h30m5.5s', '1h30m5.5s'],
    ['61s', '1m1s'],
    ['250ms', '250ms'],
    ['1.5us', '1.5µs'],
    ['.5s', '500ms'],
    ['-1m', '-1m0s'],
    ['+1ns', '1ns'],
  ])('prints %s as %s', (text, printed) => {
    expect(formatDuration(parseDuration(text) ?? -1n)).toBe(printed);
  });

  it.each(['', '1', 's', '1 s', '1d', '-', '1h-5m', '99999999999h', '1.5'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('parses what it prints', () => {
    const max = 2n ** 63n - 1n;
    fc.assert(
      fc.property(fc.bigInt({ min: -max, max }), (nanos) => {
        expect(parseDuration(formatDuration(nanos))).toBe(nanos);
      }),
    );
  });
});
