// Takes out of an object what a manager applied the last time and nobody claims now.
import { fieldOf, type JsonObject, setField } from '../json-value.ts';
import { difference, type FieldSet, isEmptySet, isMember, leaf, union } from './field-set.ts';
import { fieldElement, fieldName } from './path-element.ts';
import {
  childShape,
  type FieldsShape,
  isDeclared,
  itemElement,
  type ListShape,
  type Shape,
  type StructShape,
  settle,
} from './shape.ts';

export interface Claims {
  /** What the manager owned until now. */
  readonly last: FieldSet;
  /** What any manager owns, the new claims of this one included. */
  readonly owned: FieldSet;
}

/** Every manifest names its object, so an object never loses its metadata as a whole. */
const identity: FieldSet = { [fieldElement('metadata')]: { [fieldElement('name')]: leaf } };

export function pruneObject(shape: StructShape, object: JsonObject, { last, owned }: Claims): JsonObject {
  // Only what is claimed no longer can make anything go, so the walk need not look anywhere else.
  const dropped = difference(last, owned);
  return isEmptySet(dropped) ? object : pruneFields(shape, object, { last: dropped, owned: union(owned, identity) });
}

/**
 * A declared field counts as claimed while anything in it is; an item of a list or a key of a map only when it is
 * claimed itself. So an item goes with all that others added to it, and an object goes with what defaults added to it.
 */
function pruneFields(shape: FieldsShape, object: JsonObject, { last, owned }: Claims): JsonObject {
  let result: Record<string, unknown> | undefined;
  for (const element of Object.keys(last)) {
    const name = fieldName(element);
    if (name === undefined) continue;
    const before = fieldOf(object, name);
    if (before === undefined) continue;
    const claims = { last: last[element], owned: owned[element] };
    const after = pruneChild(childShape(shape, name), before, { ...claims, isDeclaredField: isDeclared(shape, name) });
    if (after === before) continue;
    result ??= { ...object };
    if (after === undefined) delete result[name];
    else setField(result, name, after);
  }
  return result ?? object;
}

interface ChildClaims {
  readonly last: FieldSet | undefined;
  readonly owned: FieldSet | undefined;
  readonly isDeclaredField: boolean;
}

/** Undefined when the value goes. */
function pruneChild(shape: Shape, value: unknown, { last, owned, isDeclaredField }: ChildClaims): unknown {
  if (last === undefined) return value;
  const wasClaimed = isDeclaredField || isMember(last);
  const isClaimed = owned !== undefined && (isDeclaredField || isMember(owned));
  if (wasClaimed && !isClaimed) return undefined;
  const settled = settle(shape, value);
  if (settled.kind === 'leaf') return value;
  const claims = { last, owned: owned ?? {} };
  const pruned =
    settled.kind === 'struct' || settled.kind === 'map'
      ? pruneFields(settled, value as JsonObject, claims)
      : pruneItems(settled, value as readonly unknown[], claims);
  if (pruned === value || Object.keys(pruned).length > 0) return pruned;
  // Nothing is left: an object stays where somebody asked for it empty, and an empty list is no different from none.
  return !Array.isArray(pruned) && owned !== undefined && isMember(owned) ? pruned : undefined;
}

function pruneItems(shape: ListShape, list: readonly unknown[], { last, owned }: Claims): readonly unknown[] {
  const result: unknown[] = [];
  for (const item of list) {
    const element = itemElement(shape, item);
    const pruned =
      element === undefined
        ? item
        : pruneChild(shape.items, item, { last: last[element], owned: owned[element], isDeclaredField: false });
    if (pruned !== undefined) result.push(pruned);
  }
  const same = result.length === list.length && result.every((item, index) => item === list[index]);
  return same ? list : result;
}
