// Many small writes as one change set, of which some may be refused: a pod was deleted, or bound by somebody else. The others
// must not wait for it.

import type { Operation } from '../registry/operation.ts';
import type { Registry } from '../registry/registry.ts';
import type { Request } from '../registry/request.ts';
import { isReason } from '../resource/api-error.ts';

export interface Batch<T> {
  readonly registry: Registry;
  readonly request: Request;
  readonly members: readonly T[];
  readonly reason?: string;
  operationOf(member: T): Operation;
  /** Whether the write still makes sense, by what the cache shows. */
  isWanted(member: T): boolean;
}

/** Returns those that were written. Throws ApiError when the writing itself failed; some may be written then. */
export async function commitBatch<T>(batch: Batch<T>): Promise<readonly T[]> {
  const { registry, request, members, reason } = batch;
  if (members.length === 0) return [];
  try {
    const options = reason === undefined ? {} : { reason };
    await registry.execute(request, members.map(batch.operationOf), options);
    return members;
  } catch (error) {
    if (!isReason(error, 'Conflict', 'NotFound', 'Invalid', 'Forbidden', 'BadRequest')) throw error;
  }
  await registry.cache.fresh();
  const wanted = members.filter(batch.isWanted);
  if (wanted.length < members.length) return commitBatch({ ...batch, members: wanted });
  // Nothing shows which one is refused: each half finds out for itself.
  if (members.length === 1) return [];
  const half = members.length >> 1;
  const first = await commitBatch({ ...batch, members: members.slice(0, half) });
  const second = await commitBatch({ ...batch, members: members.slice(half) });
  return [...first, ...second];
}
