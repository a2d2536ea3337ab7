import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import type { LabelSelectorRequirement } from './generated/kubernetes.ts';
import {
  formatLabelSelector,
  fromLabelSelector,
  fromLabels,
  type LabelOperator,
  type Labels,
  parseLabelSelector,
} from './label-selector.ts';

describe('the text syntax', () => {
  const cases: [string, string][] = [
    ['', ''],
    [' \t\n', ''],
    ['a=b', 'a=b'],
    ['a==b', 'a==b'],
    [' a != b ', 'a!=b'],
    ['a=', 'a='],
    ['a=,b', 'a=,b'],
    ['a', 'a'],
    ['!a', '!a'],
    ['! a', '!a'],
    ['x in (foo,,baz),y,z notin ()', 'x in (,baz,foo),y,z notin ()'],
    ['a in (c,b,c)', 'a in (b,c)'],
    ['a in(b)', 'a in (b)'],
    ['a in ( b , c )', 'a in (b,c)'],
    ['a in (,)', 'a in ()'],
    ['a>1,a<007', 'a>1,a<007'],
    ['z=1,a=2', 'a=2,z=1'],
    ['in in (in,notin)', 'in in (in,notin)'],
    ['notin=in', 'notin=in'],
    ['example.com/a=b', 'example.com/a=b'],
    ['constructor', 'constructor'],
  ];
  it.each(cases)('reads %j as %s', (text, canonical) => {
    const parsed = parseLabelSelector(text);
    expect(formatLabelSelector(parsed)).toBe(canonical);
    expect(parseLabelSelector(canonical).requirements).toEqual(parsed.requirements);
  });
});

describe('malformed text', () => {
  const cases: [string, string][] = [
    [',', "found ',', expected: !, identifier, or 'end of string'"],
    ['=b', "found '=', expected: !, identifier, or 'end of string'"],
    ['a,', "found '', expected: identifier after ','"],
    ['a,,b', "found ',', expected: identifier after ','"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['!!a', "unable to parse requirement: found '!', expected: identifier"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, >, <"],
    ['a (b)', "unable to parse requirement: found '(', expected: in, notin, =, ==, !=, >, <"],
    ['a===b', "unable to parse requirement: found '=', expected: identifier"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a in', "unable to parse requirement: found '' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a in (b c)', "unable to parse requirement: found 'c', expected: ',' or ')'"],
    [
      'a>x',
      `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    ['a>9223372036854775808', 'the value must be an integer'],
    ['-a', 'unable to parse requirement: key: Invalid value: "-a": name part must consist of'],
    ['a=-', 'unable to parse requirement: values[0][a]: Invalid value: "-": a valid label must be'],
    ['__proto__', 'unable to parse requirement: key: Invalid value: "__proto__": name part must consist of'],
    ['a'.repeat(256 * 1024 + 1), 'selector is longer than 262144 characters'],
    [`a=${'b'.repeat(64)}`, 'must be no more than 63 bytes'],
  ];
  it.each(cases)('%j is a bad request', (text, message) => {
    const error = expectError(() => parseLabelSelector(text));
    expect(error.reason).toBe('BadRequest');
    expect(error.message).toContain(message);
    expect(error.details.causes).toEqual([
      { reason: 'FieldValueInvalid', field: 'labelSelector', message: error.message },
    ]);
  });
});

function expectError(run: () => unknown): ApiError {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('LabelSelector objects', () => {
  it('select nothing when absent and everything when empty', () => {
    expect(fromLabelSelector(undefined).matches({})).toBe(false);
    expect(fromLabelSelector({}).matches({})).toBe(true);
    expect(fromLabelSelector({}).matches(undefined)).toBe(true);
  });

  it('are the same selectors as their text', () => {
    const selector = fromLabelSelector({
      matchLabels: { tier: 'web', app: 'shop' },
      matchExpressions: [
        { key: 'zone', operator: 'In', values: ['b', 'a'] },
        { key: 'old', operator: 'NotIn', values: ['yes'] },
        { key: 'ready', operator: 'Exists' },
        { key: 'gone', operator: 'DoesNotExist', values: [] },
      ],
    });
    expect(formatLabelSelector(selector)).toBe('app=shop,!gone,old notin (yes),ready,tier=web,zone in (a,b)');
  });

  it('with unknown operators or without their values are bad requests', () => {
    const wrong = (operator: string, values: string[]) =>
      expectError(() => fromLabelSelector({ matchExpressions: [{ key: 'a', operator, values }] })).message;
    expect(wrong('Gt', ['1'])).toBe('"Gt" is not a valid label selector operator');
    expect(wrong('constructor', [])).toBe('"constructor" is not a valid label selector operator');
    expect(wrong('In', [])).toContain("for 'in', 'notin' operators, values set can't be empty");
    expect(wrong('Exists', ['x'])).toContain('values set must be empty for exists and does not exist');
  });

  it('refuses requirements that lack what they need', () => {
    const nothing = {} as LabelSelectorRequirement; // Decoding does not enforce required fields.
    expect(expectError(() => fromLabelSelector({ matchExpressions: [nothing] })).message).toBe(
      '"" is not a valid label selector operator',
    );
    const keyless = { operator: 'Exists' } as LabelSelectorRequirement;
    expect(expectError(() => fromLabelSelector({ matchExpressions: [keyless] })).message).toContain(
      'key: Invalid value: "": name part must be non-empty',
    );
  });

  it('are made of plain labels too', () => {
    expect(formatLabelSelector(fromLabels({ b: '2', a: '1' }))).toBe('a=1,b=2');
  });
});

describe('matching', () => {
  const labels: Labels = { app: 'web', build: '42', empty: '' };
  const cases: [string, boolean][] = [
    ['app=web', true],
    ['app=api', false],
    ['app!=api', true],
    ['nope!=x', true],
    ['app in (api,web)', true],
    ['nope in (x)', false],
    ['nope in ()', false],
    ['app notin (web)', false],
    ['nope notin (x)', true],
    ['nope notin ()', true],
    ['empty', true],
    ['empty=', true],
    ['nope=', false],
    ['!nope', true],
    ['!empty', false],
    ['build>41', true],
    ['build>42', false],
    ['build<43', true],
    ['app>1', false],
    ['nope<1', false],
    ['app=web,build<10', false],
    ['constructor', false],
    ['!toString', true],
    ['constructor!=x', true],
  ];
  it.each(cases)('%s is %s', (text, expected) => {
    expect(parseLabelSelector(text).matches(labels)).toBe(expected);
  });

  it('compares integers past 2^53 exactly', () => {
    expect(parseLabelSelector('a>9007199254740992').matches({ a: '9007199254740993' })).toBe(true);
  });
});

interface Term {
  key: string;
  operator: LabelOperator;
  values: readonly string[];
}

/** What each operator means, said as simply as possible. */
function holds({ key, operator, values }: Term, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(key);
  const isListed = value !== undefined && values.includes(value);
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case '!=':
    case 'notin':
      return !isListed;
    case '>':
      return value !== undefined && /^\d+$/.test(value) && Number(value) > Number(values[0]);
    case '<':
      return value !== undefined && /^\d+$/.test(value) && Number(value) < Number(values[0]);
    default:
      return isListed;
  }
}

function textOf({ key, operator, values }: Term): string {
  if (operator === 'exists') return key;
  if (operator === '!') return `!${key}`;
  return operator === 'in' || operator === 'notin'
    ? `${key} ${operator} (${values.join(',')})`
    : `${key}${operator}${values[0]}`;
}

describe('any selector', () => {
  const keys = fc.constantFrom('a', 'b', 'example.com/c', 'constructor');
  const values = fc.constantFrom('', 'x', 'y', '1', '2', '10');
  const numbers = fc.constantFrom('1', '2', '10');
  const terms: fc.Arbitrary<Term> = fc.oneof(
    fc.record({ key: keys, operator: fc.constantFrom<LabelOperator>('exists', '!'), values: fc.constant([]) }),
    fc.record({ key: keys, operator: fc.constantFrom<LabelOperator>('=', '==', '!='), values: fc.tuple(values) }),
    fc.record({ key: keys, operator: fc.constantFrom<LabelOperator>('>', '<'), values: fc.tuple(numbers) }),
    fc.record({
      key: keys,
      operator: fc.constantFrom<LabelOperator>('in', 'notin'),
      values: fc.array(values, { minLength: 1, maxLength: 3 }),
    }),
  );

  it('selects what its terms say, and still does after printing and parsing', () => {
    fc.assert(
      fc.property(
        fc.array(terms, { maxLength: 4 }),
        fc.array(fc.tuple(keys, values), { maxLength: 4 }),
        (all, pairs) => {
          const labels = Object.fromEntries(pairs);
          const expected = all.every((term) => holds(term, new Map(Object.entries(labels))));
          const parsed = parseLabelSelector(all.map(textOf).join(' , '));
          expect(parsed.matches(labels)).toBe(expected);
          const printed = formatLabelSelector(parsed);
          expect(formatLabelSelector(parseLabelSelector(printed))).toBe(printed);
          expect(parseLabelSelector(printed).matches(labels)).toBe(expected);
        },
      ),
    );
  });

  it('is read or refused as a bad request, never anything else', () => {
    const pieces = fc.constantFrom(
      'a',
      'in',
      'notin',
      '!',
      '=',
      '==',
      '!=',
      '(',
      ')',
      ',',
      ' ',
      '<',
      '>',
      'ä',
      '\0',
      '-',
      '/',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        try {
          parseLabelSelector(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
      }),
    );
  });
});
