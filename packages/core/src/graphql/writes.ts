// What all mutations share: from their arguments to what is asked of the registry.

import type {
  DeleteOptions,
  ExecuteOptions,
  ExecuteResult,
  FieldValidation,
  ListOptions,
  Operation,
  OperationResult,
  Preconditions,
  Propagation,
} from '../registry/operation.ts';
import type { Request } from '../registry/request.ts';
import { ApiError, badRequestError } from '../resource/api-error.ts';
import type { Revision } from '../store/store.ts';
import type { GraphqlContext } from './context.ts';
import type { Structure } from './derived-types.ts';
import { describeError, type ErrorDescription } from './errors.ts';

const maxFieldManagerLength = 128;

export interface WriteArguments {
  readonly dryRun?: boolean | null | undefined;
  readonly fieldManager?: string | null | undefined;
  readonly fieldValidation?: FieldValidation | null | undefined;
  readonly namespace?: string | null | undefined;
  readonly reason?: string | null | undefined;
}

function requestOf({ request }: GraphqlContext, fieldManager: string | null | undefined): Request {
  if (!fieldManager) return request;
  const why =
    fieldManager.length > maxFieldManagerLength
      ? `may not be more than ${maxFieldManagerLength} bytes`
      : /[\p{C}\p{Z}]/u.test(fieldManager.replaceAll(' ', ''))
        ? 'should only contain printable characters'
        : undefined;
  if (why === undefined) return { ...request, fieldManager };
  throw badRequestError(`fieldManager: Invalid value: ${JSON.stringify(fieldManager)}: ${why}`, [
    { reason: 'FieldValueInvalid', field: 'fieldManager', message: why },
  ]);
}

/** One change set. */
export function execute(
  context: GraphqlContext,
  operations: readonly Operation[],
  { dryRun, fieldManager, fieldValidation, namespace, reason }: WriteArguments,
): Promise<ExecuteResult> {
  const options: ExecuteOptions = {
    ...(dryRun && { dryRun }),
    ...(fieldValidation && { fieldValidation }),
    ...(namespace && { defaultNamespace: namespace }),
    ...(reason && { reason }),
  };
  return context.registry.execute(requestOf(context, fieldManager), operations, options);
}

/** Deletes what is selected, in one change set. */
export function deleteSelected(
  context: GraphqlContext,
  list: ListOptions,
  { dryRun, fieldManager, reason, ...rest }: WriteArguments & DeleteArguments,
): Promise<ExecuteResult> {
  const options = { ...deleteOptions(rest), ...(dryRun && { dryRun }), ...(reason && { reason }) };
  return context.registry.deleteCollection(requestOf(context, fieldManager), list, options);
}

/** What became of one operation: done, or refused while others were not. */
export type Answer = OperationResult | { readonly error: ErrorDescription };

export interface Answers {
  readonly revision: Revision;
  readonly results: readonly Answer[];
}

/**
 * Each operation as a change set of its own, one after the other, since a later object may need an earlier one (its
 * namespace). What the API refuses is reported; that the store is away ends the mutation.
 */
export async function executeEach(
  context: GraphqlContext,
  operations: readonly Operation[],
  write: WriteArguments,
): Promise<Answers> {
  let { revision } = context.registry.cache;
  const results: Answer[] = [];
  for (const operation of operations) {
    const answer = await answerOf(execute(context, [operation], write));
    if ('error' in answer) results.push(answer);
    else {
      revision = Math.max(revision, answer.revision);
      results.push(...answer.results);
    }
  }
  return { revision, results };
}

/** A refusal as a value; anything else is thrown on. */
export async function answerOf<T>(answer: Promise<T>): Promise<T | { readonly error: ErrorDescription }> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.reason !== 'ServiceUnavailable') return { error: describeError(error) };
    throw error;
  }
}

export interface DeleteArguments {
  readonly gracePeriodSeconds?: number | null | undefined;
  readonly propagation?: Propagation | null | undefined;
  readonly preconditions?: Structure | null | undefined;
}

export function deleteOptions({ gracePeriodSeconds, propagation, preconditions }: DeleteArguments): DeleteOptions {
  const { uid, resourceVersion } = (preconditions ?? {}) as Preconditions; // The input type is made from the same table.
  return {
    ...(typeof gracePeriodSeconds === 'number' && { gracePeriodSeconds }),
    ...(propagation && { propagation }),
    ...((uid || resourceVersion) && {
      preconditions: { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) },
    }),
  };
}
