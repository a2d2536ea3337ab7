// What was changed in a text that was edited, as a JSON patch that tests what it replaces: where somebody else changed the
// same field meanwhile, nothing is written. Pure.
import { isMap, isSame } from '../comparing/equality.ts';

export type PatchStep =
  | { readonly op: 'test' | 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** Lists are replaced as a whole. */
export function guardedPatch(before: unknown, after: unknown, path = ''): PatchStep[] {
  if (isSame(before, after)) return [];
  if (!isMap(before) || !isMap(after)) {
    return [
      { op: 'test', path, value: before },
      { op: 'replace', path, value: after },
    ];
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => fieldPatch(before[name], after[name], `${path}/${pointerPart(name)}`));
}

function fieldPatch(before: unknown, after: unknown, path: string): PatchStep[] {
  // A field without a value is none.
  if (before === undefined || before === null) {
    return after === undefined || after === null ? [] : [{ op: 'add', path, value: after }];
  }
  if (after !== undefined && after !== null) return guardedPatch(before, after, path);
  return [
    { op: 'test', path, value: before },
    { op: 'remove', path },
  ];
}

function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
