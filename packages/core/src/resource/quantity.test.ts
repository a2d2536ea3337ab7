import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type QuantityFormat,
  quantityFromMilli,
  quantityFromUnits,
  quantityMilliValue,
  quantityValue,
  subtractQuantities,
} from './quantity.ts';

describe('canonical form', () => {
  const cases: [string | number, string][] = [
    ['0', '0'],
    ['0Gi', '0'],
    ['-0m', '0'],
    ['1', '1'],
    ['+1', '1'],
    ['007', '7'],
    ['1.', '1'],
    ['.5', '500m'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['1.5', '1500m'],
    ['0.1', '100m'],
    ['1000', '1k'],
    ['1100', '1100'],
    ['12000000', '12M'],
    ['1000E', '1000E'],
    ['1.5Gi', '1536Mi'],
    ['1024Ki', '1Mi'],
    ['1025Ki', '1025Ki'],
    ['0.5Gi', '512Mi'],
    ['0.5Ki', '512'],
    ['1.1Ki', '1126400m'],
    ['512Mi', '512Mi'],
    ['8Ei', '9223372036854775807'],
    ['-8Ei', '-9223372036854775807'],
    ['-1.5Gi', '-1536Mi'],
    ['1e3', '1e3'],
    ['1E3', '1e3'],
    ['100e2', '10e3'],
    ['1e-3', '1e-3'],
    ['1e0', '1'],
    ['1E', '1E'],
    ['0.1n', '1n'],
    ['-0.1n', '-1n'],
    ['0.0000000001', '1n'],
    ['1e-99999', '1e-9'],
    ['1e-999999999', '1e-9'],
    ['999n', '999n'],
    ['1000n', '1u'],
    [' 5 ', '5'],
    [1, '1'],
    [0.5, '500m'],
    [1e-7, '100n'],
    [1e21, '1000E'],
    [-2.5, '-2500m'],
  ];
  it.each(cases)('prints %j as %s', (written, canonical) => {
    expect(canonicalQuantity(written)).toBe(canonical);
    expect(canonicalQuantity(canonical)).toBe(canonical);
  });
});

describe('malformed quantities', () => {
  const format = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  const cases: [string, string][] = [
    ['', format],
    ['1 Gi', format],
    ['1,5', format],
    ['1GiB', format],
    ['0x10', format],
    ['1.2.3', format],
    ['--1', format],
    ['1\n2', format],
    ['.', 'unable to parse numeric part of quantity'],
    ['Gi', format],
    ['-', format],
    [`1${'0'.repeat(200)}`, 'unable to parse numeric part of quantity'],
    ['1e999999999', 'unable to parse numeric part of quantity'],
    ['1K', "unable to parse quantity's suffix"],
    ['1mi', "unable to parse quantity's suffix"],
    ['1ki', "unable to parse quantity's suffix"],
    ['1Gi5', "unable to parse quantity's suffix"],
    ['1e', "unable to parse quantity's suffix"],
  ];
  it.each(cases)('refuses %j', (text, message) => {
    expect(() => parseQuantity(text)).toThrow(message);
  });
});

describe('arithmetic', () => {
  it('rounds whole and milli values away from zero', () => {
    expect(quantityValue(parseQuantity('1001m'))).toBe(2);
    expect(quantityValue(parseQuantity('-1001m'))).toBe(-2);
    expect(quantityMilliValue(parseQuantity('1u'))).toBe(1);
    expect(quantityMilliValue(parseQuantity('2Gi'))).toBe(2 * 1024 ** 3 * 1000);
  });

  it('keeps the format of the left side unless that is zero', () => {
    const gibibyte = parseQuantity('1Gi');
    expect(formatQuantity(addQuantities(gibibyte, parseQuantity('1k')))).toBe('1073742824');
    expect(formatQuantity(addQuantities(parseQuantity('0'), gibibyte))).toBe('1Gi');
    expect(formatQuantity(subtractQuantities(parseQuantity('0'), gibibyte))).toBe('-1Gi');
    expect(formatQuantity(subtractQuantities(parseQuantity('2Gi'), gibibyte))).toBe('1Gi');
  });

  it('builds quantities from numbers', () => {
    expect(formatQuantity(quantityFromUnits(1024 ** 3, 'binarySI'))).toBe('1Gi');
    expect(formatQuantity(quantityFromMilli(2500, 'decimalSI'))).toBe('2500m');
  });
});

const formats = fc.constantFrom<QuantityFormat>('decimalSI', 'binarySI', 'decimalExponent');
const bound = 10n ** 27n;
const quantities = fc.record({ nano: fc.bigInt({ min: -bound, max: bound }), format: formats });

describe('any quantity', () => {
  it('is the same amount after printing and parsing, and prints the same again', () => {
    fc.assert(
      fc.property(quantities, (quantity) => {
        const text = formatQuantity(quantity);
        const back = parseQuantity(text);
        expect(back.nano).toBe(quantity.nano);
        expect(formatQuantity(back)).toBe(text);
        expect(canonicalQuantity(text)).toBe(text);
      }),
    );
  });

  it('is ordered as its number is', () => {
    const numbers = fc.integer({ min: -1_000_000, max: 1_000_000 });
    const texts = fc.tuple(numbers, fc.constantFrom(['m', 1e-3], ['', 1], ['k', 1e3], ['Ki', 1024], ['Mi', 1024 ** 2]));
    fc.assert(
      fc.property(texts, texts, ([a, [suffixA, factorA]], [b, [suffixB, factorB]]) => {
        const left = parseQuantity(`${a}${suffixA}`);
        const right = parseQuantity(`${b}${suffixB}`);
        expect(compareQuantities(left, right)).toBe(Math.sign(a * Number(factorA) * 1000 - b * Number(factorB) * 1000));
      }),
    );
  });

  it('adds in either order to the same amount, and subtracting undoes it', () => {
    fc.assert(
      fc.property(quantities, quantities, (a, b) => {
        expect(addQuantities(a, b).nano).toBe(addQuantities(b, a).nano);
        expect(compareQuantities(subtractQuantities(addQuantities(a, b), b), a)).toBe(0);
      }),
    );
  });
});
