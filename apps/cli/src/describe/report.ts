// What describers write to: lines of cells, aligned as Go's tabwriter aligns them, so that blocks look as kubectl's do.
import { displayWidth } from '../output/text-table.ts';
import { safeText } from '../terminal-text.ts';

const gap = 2;

export class Report {
  private readonly lines: string[][] = [];

  /** Cells of one line, indented by `level`. */
  line(level: number, ...cells: readonly string[]): void {
    const [first = '', ...rest] = cells.map(cellText);
    this.lines.push(['  '.repeat(level) + first, ...rest]);
  }

  /** `Label:  value`; of a value with several lines the others stand below the first. */
  field(level: number, label: string, value: string | number | boolean): void {
    const [first = '', ...rest] = String(value).split('\n');
    this.line(level, `${label}:`, first);
    for (const each of rest) this.line(level, '', each);
  }

  /** A label with one text a line beside it. */
  list(level: number, label: string, values: readonly string[]): void {
    this.field(level, label, values.length === 0 ? '<none>' : values.join('\n'));
  }

  /** `key=value` or `key: value` a line, in order. */
  map(level: number, label: string, map: Readonly<Record<string, string>> | undefined, separator: string): void {
    const pairs = Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    this.list(
      level,
      label,
      pairs.map(([key, value]) => `${key}${separator}${value.replaceAll('\n', '\\n')}`),
    );
  }

  /** Headings, a line of dashes under each, rows. */
  table(level: number, headings: readonly string[], rows: ReadonlyArray<readonly string[]>): void {
    this.line(level, ...headings);
    this.line(level, ...headings.map((heading) => '-'.repeat(heading.length)));
    for (const row of rows) this.line(level, ...row);
  }

  toString(): string {
    alignFrom(this.lines, 0);
    return this.lines.map((cells) => cells.join('').trimEnd()).join('\n');
  }
}

function cellText(cell: string): string {
  return safeText(cell).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** Pads a column within each run of lines that have a cell behind it, then the next column within that run. */
function alignFrom(lines: string[][], column: number): void {
  let start = 0;
  while (start < lines.length) {
    if ((lines[start]?.length ?? 0) <= column + 1) {
      start++;
      continue;
    }
    let end = start;
    while (end < lines.length && (lines[end]?.length ?? 0) > column + 1) end++;
    const run = lines.slice(start, end);
    const width = Math.max(...run.map((cells) => displayWidth(cells[column] ?? ''))) + gap;
    alignFrom(run, column + 1);
    for (const cells of run) {
      const cell = cells[column] ?? '';
      cells[column] = cell + ' '.repeat(width - displayWidth(cell));
    }
    start = end;
  }
}
