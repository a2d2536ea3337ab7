// An apply that would change what somebody else owns, and how Kubernetes tells it.
import { ApiError, type Subject } from '../api-error.ts';

export interface ApplyConflict {
  /** Whose field it is. */
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string | undefined;
  /** When the manager last changed anything. */
  readonly time: string | undefined;
  /** `.spec.replicas`. */
  readonly field: string;
}

/** `Apply failed with 1 conflict: conflict with "kubectl" using apps/v1: .spec.replicas`; several are listed by manager. */
export function applyConflictError({ kind, name }: Subject, conflicts: readonly ApplyConflict[]): ApiError {
  const causes = conflicts.map((conflict) => ({
    reason: 'FieldManagerConflict',
    field: conflict.field,
    message: `conflict with ${managerText(conflict)}`,
  }));
  return new ApiError('Conflict', conflictMessage(conflicts), { kind, name, causes });
}

function conflictMessage(conflicts: readonly ApplyConflict[]): string {
  const [first, second] = conflicts;
  if (first && !second) return `Apply failed with 1 conflict: conflict with ${managerText(first)}: ${first.field}`;
  const fields = new Map<string, string[]>();
  for (const conflict of conflicts) {
    const manager = managerText(conflict);
    fields.set(manager, [...(fields.get(manager) ?? []), conflict.field]);
  }
  const groups = [...fields.keys()].sort().map((manager) => {
    const lines = fields.get(manager)?.map((field) => `\n- ${field}`) ?? [];
    return `conflicts with ${manager}:${lines.join('')}`;
  });
  return `Apply failed with ${conflicts.length} conflicts: ${groups.join('\n')}`;
}

/** Appliers are the same in every version, so theirs is not shown. */
function managerText({ manager, operation, apiVersion, subresource }: ApplyConflict): string {
  const through = subresource === undefined ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  const using = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `${JSON.stringify(manager)}${through}${using}`;
}
