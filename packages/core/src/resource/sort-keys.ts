// How values of one field compare: as numbers, quantities, times or texts, by their type in the schema table.
import { parseQuantity, QuantityError } from './quantity.ts';
import type { FieldSchema, ScalarName } from './schema-table.ts';
import { parseDuration, timeMicros } from './times.ts';

/** Comparable by `<` and `>` within one type of field. */
export type SortKey = string | number | bigint;

/** The scalar a field's values compare as; `undefined` for objects, lists and maps. */
export function comparedAs(field: FieldSchema, name: string): ScalarName | undefined {
  if (!('t' in field)) return undefined;
  // Text on the wire, a counter in truth.
  return name === 'resourceVersion' && field.t === 'string' ? 'int64' : field.t;
}

/** `undefined` for a value that is absent or not of the type. */
export function sortKey(scalar: ScalarName, value: unknown): SortKey | undefined {
  switch (scalar) {
    case 'string':
    case 'bytes':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? Number(value) : undefined;
    case 'int32':
    case 'int64':
    case 'number':
      return numberKey(value);
    case 'time':
    case 'microTime':
      return typeof value === 'string' ? timeMicros(value) : undefined;
    case 'duration':
      return typeof value === 'string' ? parseDuration(value) : undefined;
    case 'quantity':
      return quantityKey(value);
    case 'intOrString':
    case 'any':
      return looseKey(value);
  }
}

/** The key of a value written in a selector; `undefined` when the text is no such value. */
export function sortKeyOfText(scalar: ScalarName, text: string): SortKey | undefined {
  if (scalar === 'boolean') return text === 'true' ? 1 : text === 'false' ? 0 : undefined;
  return sortKey(scalar, text);
}

/** Negative, zero or positive. Numbers come before texts, and what is absent before everything. */
export function compareSortKeys(a: SortKey | undefined, b: SortKey | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [aIsText, bIsText] = [typeof a === 'string', typeof b === 'string'];
  if (aIsText !== bIsText) return aIsText ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function numberKey(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)) return undefined;
  return Number(value);
}

function quantityKey(value: unknown): bigint | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return parseQuantity(value).nano;
  } catch (error) {
    if (error instanceof QuantityError) return undefined;
    throw error;
  }
}

/** Free-form values: what looks like a number or a boolean compares as one. */
function looseKey(value: unknown): SortKey | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (value === 'true' || value === 'false') return Number(value === 'true');
  return numberKey(value) ?? (typeof value === 'string' ? value : undefined);
}
