import { getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { limitErrors } from './limits.ts';

const messages = (source: string) => limitErrors(parse(source)).map(({ message }) => message);

function nested(depth: number): string {
  return `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`;
}

/** `a0 a1 a2` */
function many(name: string, count: number): string {
  return Array.from({ length: count }, (_, position) => `${name}${position}`).join(' ');
}

describe('the limits of documents', () => {
  it('let introspection and ordinary documents through', () => {
    expect(messages(getIntrospectionQuery())).toEqual([]);
    expect(
      messages('query A { ...F } fragment F on Query { pods { ...G } } fragment G on PodConnection { totalCount }'),
    ).toEqual([]);
  });

  it.each([
    ['depth', nested(25), nested(26), 'the document has fields more than 25 deep'],
    [
      'aliases',
      `{ a { ${Array.from({ length: 500 }, (_, i) => `a${i}: b`).join(' ')} } }`,
      `{ a { ${Array.from({ length: 501 }, (_, i) => `a${i}: b`).join(' ')} } }`,
      'the document has more than 500 aliases',
    ],
    [
      'root fields',
      `mutation { ${many('a', 100)} }`,
      `mutation { ${many('a', 101)} }`,
      'the document has more than 100 root fields',
    ],
    [
      'fields',
      `{ a { ${many('b', 4999)} } }`,
      `{ a { ${many('b', 5000)} } }`,
      'the document asks for more than 5000 fields, those of fragments counted at each use',
    ],
    [
      'repeats',
      `{ ${'a { b } '.repeat(26)} a { ${'c '.repeat(200)} } }`,
      `{ ${'a { b } '.repeat(27)} a { ${'c '.repeat(200)} } }`,
      'the document asks more than 250 times for what it asks for elsewhere',
    ],
    [
      'definitions',
      Array.from({ length: 200 }, (_, i) => `query Q${i} { a }`).join(' '),
      Array.from({ length: 201 }, (_, i) => `query Q${i} { a }`).join(' '),
      'the document has more than 200 operations and fragments',
    ],
    [
      'directives',
      `{ a ${'@b '.repeat(500)} }`,
      `{ a ${'@b '.repeat(501)} }`,
      'the document has more than 500 directives',
    ],
  ])('bound %s', (_, within, beyond, message) => {
    expect(messages(within)).toEqual([]);
    expect(messages(beyond)).toEqual([message]);
    expect(limitErrors(parse(beyond))[0]?.extensions).toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('count the fields of a fragment wherever it is used, in time linear in the text', () => {
    const doubling = Array.from({ length: 60 }, (_, i) => `fragment F${i} on T { ...F${i + 1} ...F${i + 1} }`);
    const source = `{ a { ...F0 } } ${doubling.join(' ')} fragment F60 on T { b }`;
    expect(messages(source)).toEqual([
      'the document asks for more than 5000 fields, those of fragments counted at each use',
    ]);
    const hollow = source.replace('{ b }', '{ ...Nowhere }');
    expect(messages(hollow)).toEqual(messages(source));
    expect(messages(`{ ...F } fragment F on Query { ${many('a', 101)} }`)).toEqual([
      'the document has more than 100 root fields',
    ]);
  });

  it('refuse fragments that hold themselves', () => {
    expect(messages('{ ...A } fragment A on Query { a { ...B } } fragment B on T { b { ...A } }')).toEqual([
      'Cannot spread fragment "A" within itself.',
    ]);
    expect(messages('{ a } fragment A on Query { ...A }')).toEqual(['Cannot spread fragment "A" within itself.']);
  });

  it('leave unknown fragments to validation', () => {
    expect(messages('{ ...Nowhere }')).toEqual([]);
  });
});
