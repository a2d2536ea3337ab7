// What a watcher saw against what happened.

export interface SeenChange {
  readonly revision: number;
  readonly type: string;
  /** `ConfigMap/web`; a revision changes an object once at most. */
  readonly key: string;
}

export interface Difference {
  /** Happened and was never seen. */
  readonly missing: readonly string[];
  /** Seen, and had been seen before. */
  readonly repeated: readonly string[];
  /** Seen after something that happened later. */
  readonly late: readonly string[];
  /** Seen, and never happened so. */
  readonly invented: readonly string[];
}

export function compareSeen(happened: readonly SeenChange[], seen: readonly SeenChange[]): Difference {
  const expected = new Set(happened.map(textOf));
  const before = new Set<string>();
  const repeated: string[] = [];
  const late: string[] = [];
  const invented: string[] = [];
  let highest = 0;
  for (const change of seen) {
    const text = textOf(change);
    if (before.has(text)) repeated.push(text);
    else if (!expected.has(text)) invented.push(text);
    if (change.revision < highest) late.push(text);
    highest = Math.max(highest, change.revision);
    before.add(text);
  }
  return { missing: [...expected].filter((text) => !before.has(text)), repeated, late, invented };
}

function textOf({ revision, type, key }: SeenChange): string {
  return `${revision} ${type} ${key}`;
}
