// One grammar for all lists, in the address bar as `?q=`:
//
//   status:failed,pending  node:n3  -ns:kube-system  app=web  tier!=db  restarts:>3  "two words"  text
//
// `field:value` looks into a field of the row, `label=value` at a label, anything else at the name. A minus before a term
// turns it round. Terms with the same field are alternatives when written with a comma, and must all hold otherwise.
import type { IdentifiedRow, LiveRow } from '../live/live-kind.ts';

export type Term =
  | { readonly type: 'text'; readonly isNegated: boolean; readonly text: string }
  | { readonly type: 'field'; readonly isNegated: boolean; readonly field: string; readonly values: readonly string[] }
  | { readonly type: 'label'; readonly isNegated: boolean; readonly label: string; readonly value: string };

/** What a list's fields mean: `status` → the text that is compared, or a number. */
export type FilterFields<Row> = Readonly<Record<string, (row: Row) => string | number>>;

function parseFilter(query: string): Term[] {
  return splitTerms(query).map(parseTerm);
}

/** Quotes keep blanks together: `a:"b c" d` → `a:"b c"`, `d`. */
function splitTerms(query: string): string[] {
  return query.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
}

function parseTerm(written: string): Term {
  const isNegated = written.length > 1 && written.startsWith('-');
  const text = isNegated ? written.slice(1) : written;
  const label = /^([\w./-]+?)(!?=)(.*)$/.exec(text);
  if (label) {
    const [, name = '', operator, value = ''] = label;
    return { type: 'label', isNegated: isNegated !== (operator === '!='), label: name, value: unquote(value) };
  }
  const field = /^([a-z]+):(.+)$/i.exec(text);
  if (!field) return { type: 'text', isNegated, text: unquote(text).toLowerCase() };
  const [, name = '', values = ''] = field;
  return { type: 'field', isNegated, field: name.toLowerCase(), values: splitValues(values) };
}

function splitValues(text: string): string[] {
  return (text.match(/(?:[^,"]|"[^"]*"?)+/g) ?? []).map((value) => unquote(value).toLowerCase());
}

function unquote(text: string): string {
  return text.replaceAll('"', '');
}

const sharedFields: FilterFields<LiveRow> = {
  ns: ({ namespace }) => namespace,
  namespace: ({ namespace }) => namespace,
  name: ({ name }) => name,
  uid: uidOf,
};

/** A field that the list does not know matches nothing, so that a typing mistake shows. */
export function matcherOf<Row extends LiveRow>(query: string, fields: FilterFields<Row>): (row: Row) => boolean {
  const terms = parseFilter(query);
  return (row) => terms.every((term) => holds(term, row, fields) !== term.isNegated);
}

function holds<Row extends LiveRow>(term: Term, row: Row, fields: FilterFields<Row>): boolean {
  switch (term.type) {
    case 'text':
      return row.name.toLowerCase().includes(term.text) || row.namespace === term.text || uidOf(row) === term.text;
    case 'label':
      return row.labels[term.label] === term.value;
    case 'field': {
      const read = fields[term.field] ?? sharedFields[term.field];
      return read !== undefined && term.values.some((value) => isLike(read(row), value));
    }
  }
}

/** Empty in lists that are too long to carry it. */
function uidOf(row: LiveRow | IdentifiedRow): string {
  return 'uid' in row ? row.uid : '';
}

function isLike(found: string | number, wanted: string): boolean {
  const comparison = /^(>=|<=|>|<)(.+)$/.exec(wanted);
  if (comparison) return compares(Number(found), comparison[1] ?? '', Number(comparison[2]));
  if (typeof found === 'number') return found === Number(wanted);
  return found.toLowerCase().startsWith(wanted);
}

function compares(found: number, operator: string, limit: number): boolean {
  if (operator === '>') return found > limit;
  if (operator === '<') return found < limit;
  return operator === '>=' ? found >= limit : found <= limit;
}

/** The query with a term `field:value` put in or taken out: what a chip does. */
export function toggleTerm(query: string, field: string, value: string): string {
  const wanted = `${field}:${value.includes(' ') ? `"${value}"` : value}`;
  const terms = splitTerms(query);
  const others = terms.filter((term) => term.toLowerCase() !== wanted.toLowerCase());
  if (others.length < terms.length) return others.join(' ');
  return [...terms.filter((term) => !term.toLowerCase().startsWith(`${field}:`)), wanted].join(' ');
}

export function hasTerm(query: string, field: string, value: string): boolean {
  return parseFilter(query).some(
    (term) =>
      term.type === 'field' && !term.isNegated && term.field === field && term.values.includes(value.toLowerCase()),
  );
}
