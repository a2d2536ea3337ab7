// Columns of text, aligned as a terminal shows them.
import { safeLine } from '../terminal-text.ts';

const gap = 3;
const combining = /\p{Mn}|\p{Me}|\u200d/u;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{1fa70}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** How many cells of a terminal the text takes. */
export function displayWidth(text: string): number {
  // Nearly everything that is shown is ASCII.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (!combining.test(character)) width += wide.test(character) ? 2 : 1;
  }
  return width;
}

/** Cells made safe; the last column is not padded. `widths` are least widths, for rows that follow later. */
export function tableLines(rows: ReadonlyArray<readonly string[]>, widths: readonly number[] = []): string[] {
  const safe = rows.map((row) => row.map(cellText));
  const columns = columnWidths(safe, widths);
  return safe.map((row) =>
    row
      .map((cell, index) =>
        index === row.length - 1 ? cell : cell + ' '.repeat((columns[index] ?? 0) + gap - displayWidth(cell)),
      )
      .join('')
      .trimEnd(),
  );
}

export function columnWidths(rows: ReadonlyArray<readonly string[]>, atLeast: readonly number[] = []): number[] {
  const widths = [...atLeast];
  for (const row of rows) {
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cellText(cell)));
  }
  return widths;
}

/** A cell is one line: of a text with several, the first. */
function cellText(cell: string): string {
  const end = cell.search(/[\n\r\f]/);
  return safeLine(end < 0 ? cell : `${cell.slice(0, end)}...`);
}
