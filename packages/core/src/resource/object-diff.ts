// Where two objects differ, as Kubernetes shows it in errors: a unified diff of indented JSON with three lines of context.

/** Indented JSON that is the same text for the same content: keys sorted, empty lists, maps and texts left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value), null, 1) ?? 'null';
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => canonical(item));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const entry = canonical((value as Record<string, unknown>)[key]);
    if (!isEmpty(entry)) result[key] = entry;
  }
  return result;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

const contextLines = 3;

/** Empty when both are the same but for key order and empty values. */
export function objectDiff(before: unknown, after: unknown): string {
  const [old, next] = [canonicalJson(before).split('\n'), canonicalJson(after).split('\n')];
  return hunksOf(editScript(old, next))
    .map((hunk) => hunkText(hunk))
    .join('');
}

interface Edit {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
  /** How many lines of each side come before this one. */
  readonly oldBefore: number;
  readonly newBefore: number;
}

/** Beyond this product of lines the middle part is shown as one replaced block instead of its smallest difference. */
const maxTableSize = 4_000_000;

function editScript(old: readonly string[], next: readonly string[]): Edit[] {
  let start = 0;
  while (start < old.length && start < next.length && old[start] === next[start]) start += 1;
  let end = 0;
  const room = Math.min(old.length, next.length) - start;
  while (end < room && old[old.length - 1 - end] === next[next.length - 1 - end]) end += 1;
  const middleOld = old.slice(start, old.length - end);
  const middleNew = next.slice(start, next.length - end);
  const kinds = [' '.repeat(start), ...middleKinds(middleOld, middleNew), ' '.repeat(end)].join('');
  const edits: Edit[] = [];
  let [oldAt, newAt] = [0, 0];
  for (const kind of kinds as Iterable<Edit['kind']>) {
    const line = (kind === '+' ? next[newAt] : old[oldAt]) ?? '';
    edits.push({ kind, line, oldBefore: oldAt, newBefore: newAt });
    if (kind !== '+') oldAt += 1;
    if (kind !== '-') newAt += 1;
  }
  return edits;
}

/** The steps of a longest common subsequence, removals before insertions. */
function middleKinds(old: readonly string[], next: readonly string[]): string[] {
  if (old.length * next.length > maxTableSize) return ['-'.repeat(old.length), '+'.repeat(next.length)];
  const width = next.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  const at = (oldIndex: number, newIndex: number): number => common[oldIndex * width + newIndex] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = next.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = old[i] === next[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const kinds: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < next.length) {
    if (i < old.length && j < next.length && old[i] === next[j]) {
      kinds.push(' ');
      i += 1;
      j += 1;
    } else if (j >= next.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      kinds.push('-');
      i += 1;
    } else {
      kinds.push('+');
      j += 1;
    }
  }
  return kinds;
}

/** Groups of edits with their context; groups whose contexts touch are one. */
function hunksOf(edits: readonly Edit[]): Edit[][] {
  const hunks: Edit[][] = [];
  let shownUntil = -1;
  edits.forEach((edit, position) => {
    if (edit.kind === ' ') return;
    const from = Math.max(position - contextLines, shownUntil + 1);
    const isNear = hunks.length > 0 && position - contextLines <= shownUntil + 1;
    const until = Math.min(position + contextLines, edits.length - 1);
    const shown = edits.slice(from, until + 1);
    if (isNear) hunks.at(-1)?.push(...shown);
    else hunks.push(shown);
    shownUntil = until;
  });
  return hunks;
}

function hunkText(hunk: readonly Edit[]): string {
  const first = hunk[0];
  if (!first) return '';
  const oldCount = hunk.filter(({ kind }) => kind !== '+').length;
  const newCount = hunk.filter(({ kind }) => kind !== '-').length;
  const head = `@@ -${range(first.oldBefore, oldCount)} +${range(first.newBefore, newCount)} @@\n`;
  return head + hunk.map(({ kind, line }) => `${kind}${line}\n`).join('');
}

function range(before: number, count: number): string {
  if (count === 1) return `${before + 1}`;
  return count === 0 ? `${before},0` : `${before + 1},${count}`;
}
