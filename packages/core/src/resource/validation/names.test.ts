import { describe, expect, it } from 'vitest';
import {
  isCIdentifier,
  isConfigMapKey,
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isHttpHeaderName,
  isInRange,
  isPathSegmentName,
  isQualifiedName,
  isRelaxedEnvVarName,
  isValidGroupId,
  isValidLabelValue,
  isValidPercent,
  isValidPortName,
  isValidPortNum,
  isValidUserId,
  isWildcardDns1123Subdomain,
} from './names.ts';

const a = (count: number) => 'a'.repeat(count);
const subdomainRegex = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const qualifiedRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

describe('what is accepted', () => {
  const cases: [(text: string) => string[], string[]][] = [
    [isDns1123Subdomain, ['a', '0', 'a-b', 'a.b.c', '1.2.3.4', a(253)]],
    [isDns1123Label, ['a', '0a', 'a--b', a(63)]],
    [isDns1035Label, ['a', 'a0', 'a-b', a(63)]],
    [isWildcardDns1123Subdomain, ['*.a', '*.example.com']],
    [isPathSegmentName, ['a', 'A b', '...', 'system:node']],
    [isQualifiedName, ['a', 'A.b_c-9', 'example.com/A', `${a(253)}/${a(63)}`, 'constructor']],
    [isValidLabelValue, ['', 'a', 'A.b_c-9', a(63)]],
    [isCIdentifier, ['_', 'aB9_']],
    [isRelaxedEnvVarName, ['A', '1', 'a b', '.-~!']],
    [isConfigMapKey, ['a', '.a', 'a..b', '...a'.slice(2), a(253)]],
    [isHttpHeaderName, ['X-Header', '9']],
    [isValidPercent, ['0%', '100%', '00200%']],
    [isValidPortName, ['a', '8a', 'http-80', a(15)]],
  ];
  it.each(cases)('%o accepts %j', (check, texts) => {
    for (const text of texts) expect(check(text)).toEqual([]);
  });
});

describe('what is refused', () => {
  const cases: [(text: string) => string[], string[]][] = [
    [isDns1123Subdomain, ['', 'A', '-a', 'a-', 'a..b', '.a', 'a.', 'a_b', 'a b', 'ä', 'a\n', a(254)]],
    [isDns1123Label, ['', 'A', '-', 'a-', 'a_b', 'a.b', a(64)]],
    [isDns1035Label, ['', '0a', 'a.b', 'a-', a(64)]],
    [isWildcardDns1123Subdomain, ['*', '*a.b', '*.*.a', 'a.b', 'f*.a']],
    [isPathSegmentName, ['.', '..', 'a/b', 'a%b']],
    [isQualifiedName, ['', '/', '/a', 'a/', 'a/b/c', 'A/b', 'a b', '-a', '__proto__', a(64), `${a(254)}/a`]],
    [isValidLabelValue, ['-', 'a-', 'a/b', ' ', a(64)]],
    [isCIdentifier, ['', '9a', 'a-b']],
    [isRelaxedEnvVarName, ['', 'a=b', 'ä', 'a\tb']],
    [isConfigMapKey, ['', '.', '..', '..a', 'a/b', a(254)]],
    [isHttpHeaderName, ['', 'a_b', 'a b']],
    [isValidPercent, ['', '%', '1', '1.5%', '-1%']],
    [isValidPortName, ['', '80', 'A', 'a--b', '-a', 'a-', 'a_b', a(16)]],
  ];
  it.each(cases)('%o refuses %j', (check, texts) => {
    for (const text of texts) expect(check(text), JSON.stringify(text)).not.toEqual([]);
  });
});

describe('messages', () => {
  it('name the rule, an example and the regular expression', () => {
    expect(isDns1123Subdomain('A_')).toEqual([
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start " +
        `and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomainRegex}')`,
    ]);
    expect(isDns1035Label('9')).toEqual([
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, " +
        "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is " +
        "'[a-z]([-a-z0-9]*[a-z0-9])?')",
    ]);
  });

  it('of labels say so when only dots are wrong', () => {
    expect(isDns1123Label('a.b')).toEqual(['must not contain dots']);
    expect(isDns1123Label(`${a(63)}.b`)).toEqual(['must be no more than 63 bytes', 'must not contain dots']);
  });

  it('of qualified names tell prefix and name apart', () => {
    expect(isQualifiedName('/x')).toEqual(['prefix part must be non-empty']);
    expect(isQualifiedName('example.com/')).toEqual(['name part must be non-empty', `name part ${qualifiedRule}`]);
    expect(isQualifiedName(a(64))).toEqual(['name part must be no more than 63 bytes']);
    expect(isQualifiedName('a/b/c')).toEqual([
      `a valid label key ${qualifiedRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]);
  });

  it('count bytes, not characters', () => {
    expect(isValidLabelValue('ä'.repeat(32))).toContain('must be no more than 63 bytes');
  });

  it('of path segments name what is illegal', () => {
    expect(isPathSegmentName('..')).toEqual(["may not be '..'"]);
    expect(isPathSegmentName('a/%')).toEqual(["may not contain '/'", "may not contain '%'"]);
  });

  it('of numbers give the range', () => {
    expect([isValidPortNum(1), isValidPortNum(65535), isInRange(5, 5, 5), isValidUserId(0)]).toEqual([[], [], [], []]);
    expect(isValidPortNum(0)).toEqual(['must be between 1 and 65535, inclusive']);
    expect(isValidUserId(-1)).toEqual(['must be between 0 and 2147483647, inclusive']);
    expect(isValidGroupId(2 ** 31)).toEqual(['must be between 0 and 2147483647, inclusive']);
  });
});

it('takes no longer than linear time on any text', () => {
  const start = performance.now();
  for (const text of [a(1_000_000), `${'a-'.repeat(500_000)}!`, `${'a.'.repeat(500_000)}!`]) {
    for (const check of [isDns1123Subdomain, isDns1123Label, isQualifiedName, isValidLabelValue, isConfigMapKey])
      check(text);
  }
  expect(performance.now() - start).toBeLessThan(2_000);
});
