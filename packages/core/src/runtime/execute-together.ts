// Many independent operations in few change sets.
import type { Operation } from '../registry/operation.ts';
import { isReason } from '../resource/api-error.ts';
import type { ReconcileContext } from './controller.ts';

const operationsAtOnce = 500;

/**
 * Executes operations that do not depend on each other, up to 500 in one change set. Where another writer got in between,
 * the set is halved, down to the one operation that cannot be; answers how many were left out so. A caller whose plan is
 * made anew from the cache need not know which.
 */
export async function executeTogether(
  context: Pick<ReconcileContext, 'execute'>,
  operations: readonly Operation[],
): Promise<{ readonly refused: number }> {
  let refused = 0;
  for (let from = 0; from < operations.length; from += operationsAtOnce) {
    refused += await executeHalving(context, operations.slice(from, from + operationsAtOnce));
  }
  return { refused };
}

async function executeHalving(
  context: Pick<ReconcileContext, 'execute'>,
  operations: readonly Operation[],
): Promise<number> {
  try {
    await context.execute(operations);
    return 0;
  } catch (error) {
    if (!isReason(error, 'NotFound', 'Conflict')) throw error;
    if (operations.length === 1) return 1;
    const half = Math.ceil(operations.length / 2);
    const first = await executeHalving(context, operations.slice(0, half));
    return first + (await executeHalving(context, operations.slice(half)));
  }
}
