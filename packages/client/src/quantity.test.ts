import { describe, expect, it } from 'vitest';
import { milliValue, quantityNumber, quantityText, wholeValue } from './quantity.ts';

describe('a quantity', () => {
  it.each([
    ['250m', 0.25],
    ['2', 2],
    ['64Mi', 64 * 2 ** 20],
    ['1.5G', 1.5e9],
    ['1e3', 1000],
    ['-.5', -0.5],
  ])('%s is the number %d', (text, number) => {
    expect(quantityNumber(text)).toBe(number);
  });

  it.each(['', 'Mi', '1 Gi', '1KiB', '1.2.3'])('is not "%s"', (text) => {
    expect(() => quantityNumber(text)).toThrow('is not a quantity');
  });

  it('is rounded up to thousandths and to whole numbers', () => {
    expect(milliValue('1u')).toBe(1);
    expect(milliValue('0.1')).toBe(100);
    expect(wholeValue('1500m')).toBe(2);
  });

  it('is shown in the unit that leaves no rest', () => {
    expect(quantityText('cpu', 0.25)).toBe('250m');
    expect(quantityText('cpu', 2)).toBe('2');
    expect(quantityText('memory', 3 * 2 ** 20)).toBe('3Mi');
    expect(quantityText('memory', 1000)).toBe('1000');
  });
});
