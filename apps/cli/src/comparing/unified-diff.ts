// Unified differences of two texts, as `diff -u` writes them.

interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

const context = 3;
/** With more edits than this, texts count as different as a whole: nobody reads the details of that. */
const maxEdits = 4_000;

/** The hunks; empty for equal texts. */
export function unifiedDiff(before: string, after: string): string {
  const lines = compareLines(linesOf(before), linesOf(after));
  return hunksOf(lines).join('');
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  return text.replace(/\n$/, '').split('\n');
}

function compareLines(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const shortest = Math.min(before.length, after.length) - start;
  while (end < shortest && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const same = (text: string): Line => ({ mark: ' ', text });
  return [
    ...before.slice(0, start).map(same),
    ...shortestEdit(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/** Myers' algorithm: `furthest[k]` is how far into `before` so many edits lead on the diagonal k. */
function shortestEdit(before: readonly string[], after: readonly string[]): Line[] {
  const trace: Array<Map<number, number>> = [];
  let furthest = new Map([[1, 0]]);
  const limit = Math.min(before.length + after.length, maxEdits);
  for (let edits = 0; edits <= limit; edits++) {
    trace.push(furthest);
    const next = new Map(furthest);
    for (let k = -edits; k <= edits; k += 2) {
      let x = comesFromAbove(furthest, k, edits) ? at(furthest, k + 1) : at(furthest, k - 1) + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      next.set(k, x);
      if (x >= before.length && x - k >= after.length) return walkBack(trace, before, after);
    }
    furthest = next;
  }
  return [...before.map((text): Line => ({ mark: '-', text })), ...after.map((text): Line => ({ mark: '+', text }))];
}

function at(furthest: ReadonlyMap<number, number>, k: number): number {
  return furthest.get(k) ?? -1;
}

/** An insertion, rather than a deletion, led to the diagonal. */
function comesFromAbove(furthest: ReadonlyMap<number, number>, k: number, edits: number): boolean {
  return k === -edits || (k !== edits && at(furthest, k - 1) < at(furthest, k + 1));
}

function walkBack(
  trace: ReadonlyArray<ReadonlyMap<number, number>>,
  before: readonly string[],
  after: readonly string[],
): Line[] {
  const lines: Line[] = [];
  let [x, y] = [before.length, after.length];
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const furthest = trace[edits] ?? new Map();
    const isInsertion = comesFromAbove(furthest, x - y, edits);
    const k = isInsertion ? x - y + 1 : x - y - 1;
    const fromX = at(furthest, k);
    const fromY = fromX - k;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      lines.push({ mark: ' ', text: before[x - 1] ?? '' });
      x--;
      y--;
    }
    if (edits === 0) break;
    if (isInsertion) lines.push({ mark: '+', text: after[--y] ?? '' });
    else lines.push({ mark: '-', text: before[--x] ?? '' });
  }
  return lines.reverse();
}

function hunksOf(lines: readonly Line[]): string[] {
  const changed = lines.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]));
  const ranges: Array<{ from: number; to: number }> = [];
  for (const index of changed) {
    const last = ranges.at(-1);
    const [from, to] = [Math.max(0, index - context), Math.min(lines.length, index + context + 1)];
    if (last && from <= last.to) last.to = to;
    else ranges.push({ from, to });
  }
  return ranges.map(({ from, to }) => hunkText(lines, from, to));
}

function hunkText(lines: readonly Line[], from: number, to: number): string {
  const count = (part: readonly Line[], other: Line['mark']) => part.filter(({ mark }) => mark !== other).length;
  const [ahead, hunk] = [lines.slice(0, from), lines.slice(from, to)];
  const range = (other: Line['mark']) => {
    const length = count(hunk, other);
    // An empty range is named by the line before it.
    const start = count(ahead, other) + (length === 0 ? 0 : 1);
    return length === 1 ? String(start) : `${start},${length}`;
  };
  const body = hunk.map(({ mark, text }) => `${mark}${text}\n`).join('');
  return `@@ -${range('+')} +${range('-')} @@\n${body}`;
}
