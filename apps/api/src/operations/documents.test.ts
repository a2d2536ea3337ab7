import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { Documents, InvalidDocument } from './documents.ts';

const schema = buildSchema(
  'type Query { one: Query, two(list: [[Int]]): Int } type Subscription { tick(since: String): Int }',
);
const documents = () => new Documents(schema, { tokens: 100, nesting: 10 });

function messageFor(text: string, operationName?: string): string {
  try {
    documents().prepare(text, operationName);
    return '';
  } catch (error) {
    if (error instanceof InvalidDocument) return error.message;
    throw error;
  }
}

describe('Documents', () => {
  it('prepares a document once', () => {
    const all = documents();
    const text = 'query A { two } query B { one { two } }';
    expect(all.prepare(text, 'A')).toBe(all.prepare(text, 'A'));
    expect(all.prepare(text, 'B').id).not.toBe(all.prepare(text, 'A').id);
  });

  it('accepts what is just within the limits', () => {
    expect(messageFor(`${'{ one '.repeat(9)}{ two }${' }'.repeat(9)}`)).toBe('');
  });

  it.each([
    ['too many tokens', `{ ${'two '.repeat(100)} }`, 'the document has more than 100 tokens'],
    ['too deep', `${'{ one '.repeat(11)}{ two }${'}'.repeat(11)}`, 'the document is nested more than 10 deep'],
    ['lists too deep', `{ two(list: ${'['.repeat(20)}`, 'the document is nested more than 10 deep'],
    ['a bad character', '{ two # \n \u0007 }', 'Syntax Error: Unexpected character: U+0007.'],
    ['a syntax error', '{ two ', 'Syntax Error: Expected Name, found <EOF>.'],
    ['a validation error', '{ three }', 'Cannot query field "three" on type "Query".'],
    ['no operation', 'fragment F on Query { two }', 'Fragment "F" is never used.'],
    [
      'several operations',
      'query A { two } query B { two }',
      'Must provide operation name if query contains multiple operations.',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(messageFor(text)).toBe(message);
  });

  it('refuses the name of an operation that is not there', () => {
    expect(messageFor('query A { two }', 'B')).toBe('Unknown operation named "B".');
  });
});
