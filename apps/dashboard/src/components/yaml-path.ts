// Where in an object a place in its YAML is, by indentation alone: the text is being written and need not parse.

export interface YamlPlace {
  /** The fields around, outermost first; entries of lists have no part of their own. */
  readonly path: readonly string[];
  /** `key`: a field's name is being written; `value`: the value of `field`. */
  readonly wants: 'key' | 'value';
  readonly field?: string;
  /** What is there of it. */
  readonly typed: string;
  /** Fields of the same object that are there already. */
  readonly siblings: readonly string[];
}

interface Line {
  /** Of the key, after the dashes of a list. */
  readonly indent: number;
  readonly key: string;
  readonly isEntry: boolean;
}

/** `before`: the lines up to the cursor, the last one cut off there; `after`: those below. */
export function yamlPlace(before: readonly string[], after: readonly string[]): YamlPlace {
  const current = before.at(-1) ?? '';
  const value = /^(\s*(?:- )*)([\w./-]+):\s+(\S*)$/.exec(current);
  const [, lead = ''] = /^(\s*(?:- )*)/.exec(current) ?? [];
  const indent = value?.[1]?.length ?? lead.length;
  const above = before.slice(0, -1).map(parseLine);
  const path = pathAbove(above, indent);
  if (value) return { path, wants: 'value', field: value[2] ?? '', typed: value[3] ?? '', siblings: [] };
  const siblings = lead.includes('-') ? [] : siblingsOf(above.toReversed(), indent);
  return {
    path,
    wants: 'key',
    typed: current.slice(lead.length),
    siblings: [...siblings, ...siblingsOf(after.map(parseLine), indent)],
  };
}

function parseLine(text: string): Line | undefined {
  const found = /^(\s*)((?:- )*)([\w./-]+):(?:\s|$)/.exec(text);
  if (!found) return undefined;
  const [, blanks = '', dashes = '', key = ''] = found;
  return { indent: blanks.length + dashes.length, key, isEntry: dashes !== '' };
}

function pathAbove(lines: ReadonlyArray<Line | undefined>, indent: number): string[] {
  const path: string[] = [];
  let inner = indent;
  for (const line of lines.toReversed()) {
    if (!line || line.indent >= inner) continue;
    path.unshift(line.key);
    inner = line.indent;
  }
  return path;
}

/** Lines of the same object, from the nearest on: the object ends where the indentation is less, or another entry begins. */
function siblingsOf(lines: ReadonlyArray<Line | undefined>, indent: number): string[] {
  const keys: string[] = [];
  for (const line of lines) {
    if (!line) continue;
    if (line.indent < indent) break;
    if (line.indent === indent) keys.push(line.key);
    if (line.indent === indent && line.isEntry) break;
  }
  return keys;
}
