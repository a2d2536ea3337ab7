// Orders of lists by any scalar fields.
import { badRequestError } from './api-error.ts';
import { fieldAt, formatPath, hasWildcard, type Path, parsePath, readOne } from './field-path.ts';
import type { ScalarName, SchemaTable } from './schema-table.ts';
import { comparedAs, compareSortKeys, type SortKey, sortKey } from './sort-keys.ts';

/**
 * Compares objects by field paths, the first one that tells them apart; `-` before a path turns its order round.
 * What lacks the field comes first. Throws BadRequest for a path the type does not have or that has no single value.
 */
export function compareByPaths(
  orderBy: readonly string[],
  typeName: string,
  table?: SchemaTable,
): (a: object, b: object) => number {
  const keys = orderBy.map((text) => {
    const isDescending = text.startsWith('-');
    const path = parsePath(isDescending ? text.slice(1) : text);
    return { path, scalar: scalarAt(path, typeName, table), sign: isDescending ? -1 : 1 };
  });
  const keyAt = (object: object, path: Path, scalar: ScalarName): SortKey | undefined =>
    sortKey(scalar, readOne(object, path));
  return (a, b) => {
    for (const { path, scalar, sign } of keys) {
      const order = compareSortKeys(keyAt(a, path, scalar), keyAt(b, path, scalar));
      if (order !== 0) return order * sign;
    }
    return 0;
  };
}

function scalarAt(path: Path, typeName: string, table: SchemaTable | undefined): ScalarName {
  const field = fieldAt(typeName, path, table);
  const last = path.at(-1);
  const scalar = field && comparedAs(field, last?.kind === 'name' ? last.name : '');
  if (scalar !== undefined && !hasWildcard(path)) return scalar;
  const message = `cannot order by ${formatPath(path)}: it is not a single value of the kind`;
  throw badRequestError(message, [{ reason: 'FieldValueNotSupported', field: 'orderBy', message }]);
}
