// `key=value:effect` and `key[:effect]-` as `taint` takes them, and what they make of the taints of a node.
import type { Taint } from '@portolan/client';
import { CommandError, UsageError } from '../failures.ts';

export interface TaintChange {
  readonly add: readonly Taint[];
  /** Without an effect: all of the key. */
  readonly remove: ReadonlyArray<{ readonly key: string; readonly effect?: string }>;
}

const effects: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Throws UsageError in kubectl's words. */
export function parseTaintChange(words: readonly string[]): TaintChange {
  if (words.length === 0) throw new UsageError('at least one taint update is required');
  const add: Taint[] = [];
  const remove: Array<{ key: string; effect?: string }> = [];
  for (const word of words) {
    const isRemoval = word.endsWith('-');
    const { key, value, effect } = parseTaint(isRemoval ? word.slice(0, -1) : word);
    if (isRemoval) remove.push({ key, ...(effect !== undefined && { effect }) });
    else if (effect === undefined) throw new UsageError(`invalid taint spec: ${word}`);
    else if (add.some((each) => each.key === key && each.effect === effect)) {
      throw new UsageError(`duplicated taints with the same key and effect: ${word}`);
    } else add.push({ key, effect, ...(value !== undefined && { value }) });
  }
  const both = remove.filter((removed) => add.some((added) => isSame(removed, added)));
  if (both.length > 0) {
    const texts = both.map(taintText).join(', ');
    throw new UsageError(`can not both modify and remove the following taint(s) in the same command: ${texts}`);
  }
  return { add, remove };
}

function parseTaint(word: string): { key: string; value?: string; effect?: string } {
  const [pair = '', effect, more] = word.split(':');
  const [key = '', value, rest] = pair.split('=');
  if (more !== undefined || rest !== undefined || key === '' || (effect === undefined && value !== undefined)) {
    throw new UsageError(`invalid taint spec: ${word}`);
  }
  if (effect !== undefined && !effects.includes(effect)) {
    throw new UsageError(`invalid taint effect: ${effect}, unsupported taint effect`);
  }
  return { key, ...(value !== undefined && { value }), ...(effect !== undefined && { effect }) };
}

/** The node's taints afterwards. Throws CommandError for what is not there, or is there already and may not be changed. */
export function changeTaints(
  present: readonly Taint[],
  { add, remove }: TaintChange,
  { node, overwrite }: { readonly node: string; readonly overwrite: boolean },
): Taint[] {
  const taken = add.filter((taint) => present.some((each) => isSame(taint, each)));
  if (taken.length > 0 && !overwrite) {
    const keys = taken.map(({ key }) => key).join(',');
    throw new CommandError(`node ${node} already has ${keys} taint(s) with same effect(s) and --overwrite is false`);
  }
  const missing = remove.filter((taint) => !present.some((each) => isSame(taint, each)));
  if (missing.length > 0) {
    const texts = missing.map((taint) => `taint "${taintText(taint)}" not found`);
    throw new CommandError(texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`);
  }
  const kept = present.filter((taint) => ![...add, ...remove].some((changed) => isSame(changed, taint)));
  return [...add, ...kept];
}

export function taintVerb({ add, remove }: TaintChange): string {
  if (remove.length === 0) return 'tainted';
  return add.length === 0 ? 'untainted' : 'modified';
}

function isSame(wanted: { readonly key: string; readonly effect?: string }, taint: Taint): boolean {
  return wanted.key === taint.key && (wanted.effect === undefined || wanted.effect === taint.effect);
}

function taintText({ key, effect }: { readonly key: string; readonly effect?: string }): string {
  return effect === undefined ? key : `${key}:${effect}`;
}
