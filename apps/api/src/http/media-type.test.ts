import { describe, expect, it } from 'vitest';
import { isJson, responseTypeFor } from './media-type.ts';

describe('responseTypeFor', () => {
  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['text/*', 'text/event-stream'],
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['application/json, application/graphql-response+json', 'application/json'],
    ['application/json;q=0.2, text/event-stream;q=0.4', 'text/event-stream'],
    ['text/html, */*;q=0.1', 'application/json'],
    ['application/json;q=0', undefined],
    ['application/json;q=nonsense', undefined],
    ['image/png', undefined],
  ])('answers %j with %j', (accept, expected) => {
    expect(responseTypeFor(accept)).toBe(expected);
  });
});

describe('isJson', () => {
  it.each([
    ['application/json', true],
    ['Application/JSON; charset=UTF-8', true],
    ['application/json; charset="utf-8"', true],
    ['application/json; charset=latin1', false],
    ['application/jsonp', false],
    ['text/plain', false],
    ['application/x-www-form-urlencoded', false],
    [undefined, false],
  ])('judges %j as %j', (type, expected) => {
    expect(isJson(type)).toBe(expected);
  });
});
