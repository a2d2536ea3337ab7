// `key=value` and `key-` as `label` and `annotate` take them.
import { CommandError, UsageError } from '../failures.ts';

export interface MetadataChange {
  /** `label` or `annotation`, for messages. */
  readonly what: 'label' | 'annotation';
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/** Resources first, then pairs. Throws UsageError in kubectl's words. */
export function splitPairs(words: readonly string[], what: string): { resources: string[]; pairs: string[] } {
  const isPair = (word: string) => word.includes('=') || word.endsWith('-');
  const first = words.findIndex(isPair);
  if (first < 0) return { resources: [...words], pairs: [] };
  const pairs = words.slice(first);
  const stray = pairs.find((word) => !isPair(word));
  if (stray !== undefined) throw new UsageError(`all resources must be specified before ${what} changes: ${stray}`);
  return { resources: words.slice(0, first), pairs };
}

/** Throws UsageError. */
export function parsePairs(pairs: readonly string[], what: MetadataChange['what']): MetadataChange {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals > 0) set[pair.slice(0, equals)] = pair.slice(equals + 1);
    else if (equals < 0 && pair.length > 1) remove.push(pair.slice(0, -1));
    else throw new UsageError(`unknown ${what} spec: ${pair}`);
  }
  const both = remove.find((key) => key in set);
  if (both !== undefined) throw new UsageError(`can not both modify and remove ${article(what)} in the same command`);
  return { what, set, remove };
}

function article(what: MetadataChange['what']): string {
  return what === 'label' ? 'a label' : 'an annotation';
}

/** Throws CommandError for keys that have another value. */
export function requireNoOverwrite({ what, set }: MetadataChange, present: Readonly<Record<string, string>>): void {
  const taken = Object.entries(set)
    .filter(([key, value]) => present[key] !== undefined && present[key] !== value)
    .map(([key]) => `'${key}' already has a value (${present[key]})`);
  if (taken.length === 0) return;
  if (what === 'label') throw new CommandError(taken.map((each) => `${each}, and --overwrite is false`).join('\n'));
  throw new CommandError(`--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`);
}
