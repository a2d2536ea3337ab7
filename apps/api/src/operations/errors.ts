// Errors on their way out: each with its code, none with anything internal.
import { errorAnswer } from '@portolan/core/graphql/errors.ts';
import type { GraphQLFormattedError } from 'graphql';
import { InvalidDocument } from './documents.ts';

/** Hears of faults of ours, which clients see as `internal error` only. */
export type ReportFault = (error: unknown) => void;

export function formatErrors(error: unknown, report: ReportFault): GraphQLFormattedError[] {
  const errors = error instanceof InvalidDocument ? error.errors : [error];
  return errors.map((each) => errorAnswer(each, report).toJSON());
}

export function encodeErrors(errors: readonly GraphQLFormattedError[]): Buffer {
  return Buffer.from(JSON.stringify({ errors }));
}

/** The code of the first error, for metrics. */
export function codeOf(errors: readonly GraphQLFormattedError[] | undefined): string {
  const code = errors?.[0]?.extensions?.code;
  return typeof code === 'string' ? code : errors?.length ? 'UNKNOWN' : 'OK';
}
