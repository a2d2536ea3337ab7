// `-o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName`, or from a file with headings on the first line and paths on
// the second.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Cli } from '../cli.ts';
import { UsageError } from '../failures.ts';
import { type Part, parseFieldPath } from '../jsonpath/parse.ts';
import { pathValues, textOf } from '../jsonpath/render.ts';
import type { ObjectPrinter } from './object-printers.ts';
import { tableLines } from './text-table.ts';

interface CustomColumn {
  readonly heading: string;
  readonly path: readonly Part[];
}

export function customColumnsPrinter(cli: Cli, template: string, hasHeadings = true): ObjectPrinter {
  const columns = template.trim().includes('\n') ? columnsOfFile(template) : columnsOfSpec(template);
  const printList = async (objects: readonly ApiObject[]) => {
    const rows = objects.map((object) => columns.map(({ path }) => cellOf(path, object)));
    const headings = columns.map(({ heading }) => heading);
    for (const line of tableLines(hasHeadings ? [headings, ...rows] : rows)) cli.print(line);
  };
  return { printList, printObject: (object) => printList([object]) };
}

function columnsOfSpec(template: string): CustomColumn[] {
  return splitOutside(template.trim()).map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) {
      throw new UsageError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    }
    return { heading: part.slice(0, colon), path: parseFieldPath(part.slice(colon + 1)) };
  });
}

/** At commas that are not within brackets: `[0,1]` is one path. */
function splitOutside(template: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of template) {
    if (character === '[' || character === '(') depth++;
    if (character === ']' || character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function columnsOfFile(template: string): CustomColumn[] {
  const [headings = [], paths = []] = template
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  if (headings.length !== paths.length) {
    throw new UsageError(
      `number of headers (${headings.length}) and field specifications (${paths.length}) don't match`,
    );
  }
  return headings.map((heading, index) => ({ heading, path: parseFieldPath(paths[index] ?? '') }));
}

function cellOf(path: readonly Part[], object: ApiObject): string {
  const values = pathValues(path, object);
  return values.length === 0 ? '<none>' : values.map(textOf).join(',');
}
