// What a database error means: for a write, whether it may have happened; for a caller, which ApiError it is.
import { ApiError } from '../../resource/api-error.ts';

/**
 * - `data`: the database cannot hold what it was given; nothing was written, and trying again is in vain.
 * - `not-written`: nothing was written; it may go well later.
 * - `unknown`: the connection was lost; it may have been written.
 * - `fault`: a mistake of ours; nothing was written.
 */
export type Failure = 'data' | 'not-written' | 'unknown' | 'fault';

/** By class (the first two characters of the SQLSTATE); `PT001` is our own refusal of an abandoned batch. */
const failuresByClass: Readonly<Record<string, Failure>> = {
  '08': 'unknown',
  '22': 'data',
  '25': 'not-written',
  '40': 'not-written',
  '53': 'not-written',
  '54': 'data',
  '55': 'not-written',
  PT: 'not-written',
};
const failuresByState: Readonly<Record<string, Failure>> = {
  /** statement_timeout, or cancelled by an administrator: rolled back. */
  '57014': 'not-written',
  /** The server does not take connections yet. */
  '57P03': 'not-written',
  '57P01': 'unknown',
  '57P02': 'unknown',
  '57P05': 'unknown',
  /** idle_in_transaction_session_timeout. */
  '25P03': 'unknown',
};

export function failureOf(error: unknown): Failure {
  const state = sqlStateOf(error);
  if (state !== undefined) return failuresByState[state] ?? failuresByClass[state.slice(0, 2)] ?? 'fault';
  return isNeverSent(error) ? 'not-written' : 'unknown';
}

export function toApiError(error: unknown): Error {
  const failure = failureOf(error);
  if (failure === 'data' || failure === 'fault') return error instanceof Error ? error : new Error(String(error));
  return unavailableError(error);
}

export function unavailableError(cause: unknown): ApiError {
  return new ApiError('ServiceUnavailable', 'the database is not available', { retryAfterSeconds: 1 }, { cause });
}

/** The server's own words about what it could not hold, for the one who sent it. */
export function databaseMessage(error: unknown): string {
  const cause = driverCause(error);
  return textIn(cause, 'originalMessage') ?? textIn(cause, 'message') ?? textIn(error, 'message') ?? String(error);
}

/** SQLSTATE: five characters, from Prisma's wrapping of the driver's error or from the driver's error itself. */
export function sqlStateOf(error: unknown): string | undefined {
  const cause = driverCause(error);
  const states = [textIn(cause, 'originalCode'), textIn(cause, 'code'), textIn(error, 'code')];
  // Prisma's own codes have the same length and begin with P followed by digits; PostgreSQL's P0 class is plpgsql's.
  return states.find((state) => state !== undefined && /^[0-9A-Z]{5}$/.test(state) && !/^P[1-9]\d{3}$/.test(state));
}

function isNeverSent(error: unknown): boolean {
  const cause = driverCause(error);
  if (textIn(cause, 'kind') === 'DatabaseNotReachable' || textIn(cause, 'kind') === 'TooManyConnections') return true;
  return textIn(error, 'code') === 'ECONNREFUSED';
}

/** Prisma hides the driver's error in `meta.driverAdapterError.cause`, or throws it with its `cause`. */
function driverCause(error: unknown): unknown {
  return fieldIn(fieldIn(fieldIn(error, 'meta'), 'driverAdapterError'), 'cause') ?? fieldIn(error, 'cause');
}

function fieldIn(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
}

function textIn(value: unknown, field: string): string | undefined {
  const found = fieldIn(value, field);
  return typeof found === 'string' ? found : undefined;
}
