import { shortManifest } from '@portolan/core/graphql/manifest.ts';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import { deepFreeze } from '@portolan/core/resource/object.ts';
import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { encodeResult } from './encode.ts';

function manifest(name: string) {
  const metadata = { name, managedFields: [{ manager: 'm' }] };
  return shortManifest(deepFreeze({ apiVersion: 'v1', kind: 'ConfigMap', metadata }));
}

function encoded(data: Record<string, unknown>, showsManifests: boolean): string {
  const report = () => expect.unreachable('nothing fails');
  return encodeResult({ data }, { showsManifests, report }).toString();
}

describe('encodeResult', () => {
  test('gives the text of JSON.stringify, wherever whole objects stand', () => {
    const part = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string().map(manifest), fc.constant(null));
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(part), part, fc.boolean(), (other, list, one, showsManifests) => {
        const data = { list, other, one };
        expect(encoded(data, showsManifests)).toBe(JSON.stringify({ data }));
      }),
    );
  });

  test('shows the same object again as it did before', () => {
    const data = { one: manifest('a'), same: manifest('b'), again: manifest('a') };
    expect(encoded(data, true)).toBe(encoded(data, true));
  });

  test('writes errors with their codes', () => {
    const originalError = new ApiError('NotFound', 'pods "a" not found');
    const errors = [new GraphQLError(originalError.message, { originalError, path: ['pod'] })];
    const bytes = encodeResult({ data: null, errors }, { showsManifests: true, report: () => undefined });
    expect(JSON.parse(bytes.toString())).toMatchObject({
      data: null,
      errors: [{ message: 'pods "a" not found', path: ['pod'], extensions: { code: 'NOT_FOUND' } }],
    });
  });
});
