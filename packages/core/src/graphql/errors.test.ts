import { GraphQLError } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { ApiError, expiredError, invalidError } from '../resource/api-error.ts';
import { FieldPath, required } from '../resource/field-error.ts';
import { errorAnswer } from './errors.ts';

function answer(error: unknown) {
  const report = vi.fn();
  return { ...errorAnswer(error, report).toJSON(), reported: report.mock.calls.flat() };
}

describe('errors on their way to a client', () => {
  it("carry Kubernetes' reason as a code, and the causes", () => {
    const invalid = invalidError('Pod', 'web', [required(new FieldPath('spec.containers'), '')]);
    expect(answer(new GraphQLError('x', { originalError: invalid, path: ['createPod'] }))).toEqual({
      message: invalid.message,
      path: ['createPod'],
      extensions: {
        code: 'INVALID',
        reason: 'Invalid',
        kind: 'Pod',
        name: 'web',
        causes: [{ reason: 'FieldValueRequired', field: 'spec.containers', message: 'Required value' }],
      },
      reported: [],
    });
    expect(answer(expiredError('too old')).extensions).toMatchObject({ code: 'GONE', reason: 'Expired' });
  });

  it('say when to try again', () => {
    const busy = new ApiError('TooManyRequests', 'busy', { retryAfterSeconds: 3 });
    expect(answer(busy).extensions).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 3 });
  });

  it('show nothing of a fault of ours, but report it', () => {
    const fault = new Error('password authentication failed for user "portolan" at 10.0.0.7');
    const wrapped = new GraphQLError(fault.message, { originalError: fault, path: ['pods'] });
    expect(answer(wrapped)).toEqual({
      message: 'internal error',
      path: ['pods'],
      extensions: { code: 'INTERNAL_ERROR', reason: 'InternalError', causes: [] },
      reported: [wrapped],
    });
    expect(answer('thrown text')).toMatchObject({ message: 'internal error', reported: ['thrown text'] });
  });

  it('take a value that is missing where there must be one for a fault of ours', () => {
    const missing = new GraphQLError('Cannot return null for non-nullable field Pod.id.', { path: ['pod', 'id'] });
    expect(answer(missing)).toMatchObject({ message: 'internal error', reported: [missing] });
  });

  it("take GraphQL's own objections to a document or its variables for bad requests", () => {
    expect(answer(new GraphQLError('Syntax Error: Unexpected "}".'))).toMatchObject({
      message: 'Syntax Error: Unexpected "}".',
      extensions: { code: 'BAD_REQUEST', reason: 'BadRequest', causes: [] },
      reported: [],
    });
    const argument = new GraphQLError('Argument "name" of non-null type must not be null.');
    expect(answer(new GraphQLError(argument.message, { path: ['pod'] }))).toMatchObject({
      extensions: { code: 'BAD_REQUEST' },
      reported: [],
    });
    expect(answer(new GraphQLError(argument.message, { originalError: argument, path: ['pod'] }))).toMatchObject({
      message: argument.message,
      extensions: { code: 'BAD_REQUEST' },
      reported: [],
    });
  });
});
