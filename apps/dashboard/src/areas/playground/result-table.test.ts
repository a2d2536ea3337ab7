import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf, nextOrder, type ResultTable, sortedRows, tablesOf, tsvOf } from './result-table.ts';
import { selectionOf } from './selection.ts';

function tablesIn(query: string, data: unknown): readonly ResultTable[] {
  return tablesOf([{ data }], selectionOf(query));
}

const namesOf = ({ columns }: ResultTable) => columns.map(({ name }) => name);

describe('the tables of an answer', () => {
  it('have a column for each field that was selected, in that order, whatever order the answer has', () => {
    const query = '{ pods { nodes { status { phase } metadata { name labels } spec { nodeName } } } }';
    const pod = { spec: { nodeName: null }, metadata: { labels: { b: '1', a: '2' }, name: 'web' }, status: null };
    const [table] = tablesIn(query, { pods: { nodes: [pod] } });
    expect(table).toMatchObject({ name: 'pods', rows: [[null, 'web', '{"b":"1","a":"2"}', null]] });
    expect(table && namesOf(table)).toEqual(['status.phase', 'metadata.name', 'metadata.labels', 'spec.nodeName']);
  });

  it('unwrap edges, and keep what else an edge has', () => {
    const query = '{ pods { edges { cursor node { metadata { name } } } pageInfo { hasNextPage } } }';
    const edges = [{ cursor: 'x', node: { metadata: { name: 'web' } } }];
    const [table] = tablesIn(query, { pods: { edges, pageInfo: { hasNextPage: false } } });
    expect(table).toMatchObject({ name: 'pods', rows: [['x', 'web']] });
    expect(table && namesOf(table)).toEqual(['cursor', 'metadata.name']);
  });

  it('hold the lists of a row as JSON, connections without their wrapping', () => {
    const query = '{ pods { nodes { conditions { type } events { nodes { note } } node { name } } } }';
    const pod = { conditions: [{ type: 'Ready' }], events: { nodes: [{ note: 'n' }] }, node: { name: 'n1' } };
    const [table, ...others] = tablesIn(query, { pods: { nodes: [pod] } });
    expect(others).toEqual([]);
    expect(table && namesOf(table)).toEqual(['conditions', 'events', 'node.name']);
    expect(table?.rows).toEqual([['[{"type":"Ready"}]', '[{"note":"n"}]', 'n1']]);
  });

  it('are as many as there are lists, those with rows first; what a field holds as a whole is none', () => {
    const query =
      '{ nodes { nodes { kind } } deployment { manifest replicaSets { kind } p: pods { kind } } edges: pods { edges { node { kind } } nodes { kind } } }';
    const deployment = { manifest: { spec: { containers: [{}] } }, replicaSets: [], p: [{ kind: 'Pod' }] };
    const both = { edges: [{ node: { kind: 'A' } }], nodes: [{ kind: 'A' }] };
    const tables = tablesIn(query, { nodes: { nodes: [{ kind: 'Node' }] }, deployment, edges: both });
    expect(tables.map(({ name }) => name)).toEqual([
      'nodes',
      'deployment.p',
      'edges.edges',
      'edges.nodes',
      'deployment.replicaSets',
    ]);
  });

  it('are none of an answer that failed, or holds no list', () => {
    expect(tablesIn('{ pods { nodes { kind } } }', { pods: null })).toEqual([]);
    expect(tablesIn('{ pods { nodes { kind } } }', undefined)).toEqual([]);
    expect(tablesIn('{ revision }', { revision: '7' })).toEqual([]);
    expect(tablesIn('{', { pods: [] })).toEqual([]);
  });

  it('join the messages of a stream, each row with its number, and are the messages themselves too', () => {
    const selection = selectionOf('subscription { podChanges { type events { object { name } } } }');
    const message = (number: number, type: string, ...names: string[]) => {
      const events = type === 'EVENTS' ? names.map((name) => ({ object: { name } })) : null;
      return { number, data: { podChanges: { type, events } } };
    };
    const answers = [message(3, 'EVENTS', 'c'), message(2, 'BOOKMARK'), message(1, 'EVENTS', 'a', 'b')];
    const [events, messages] = tablesOf(answers, selection);
    expect(events).toMatchObject({
      name: 'podChanges.events',
      rows: [
        [3, 'c'],
        [1, 'a'],
        [1, 'b'],
      ],
    });
    expect(events && namesOf(events)).toEqual(['#', 'object.name']);
    expect(messages).toMatchObject({ name: '', columns: [{ isNumeric: true }, {}, {}] });
    expect(messages?.rows[1]).toEqual([2, 'BOOKMARK', null]);
  });
});

describe('a selection', () => {
  it('follows fragments, merges a field that is there twice, and takes the operation that was named', () => {
    const query = `query A { x } query B { pods { ...F metadata { uid } } }
      fragment F on C { ... on C { metadata { name } } ... @include(if: true) { again: kind } ...F }`;
    const metadata = new Map([
      ['name', undefined],
      ['uid', undefined],
    ]);
    const fields = new Map<string, unknown>([
      ['metadata', metadata],
      ['again', undefined],
    ]);
    expect(selectionOf(query, 'B')).toEqual(new Map([['pods', fields]]));
    expect(selectionOf(query)).toEqual(new Map([['x', undefined]]));
  });
});

const table = (rows: ResultTable['rows']): ResultTable => ({
  name: 'x',
  columns: [
    { name: 'name', isNumeric: false },
    { name: 'n,1', isNumeric: true },
  ],
  rows,
});

describe('the rows of a table', () => {
  const given = table([
    ['web-10', 2],
    ['web-2', 10],
    [null, null],
  ]);
  const firsts = (rows: ResultTable['rows']) => rows.map(([first]) => first);

  it('stand by numbers as numbers, and what is absent last, both ways', () => {
    expect(firsts(sortedRows(given, { column: 0, isDescending: false }))).toEqual(['web-2', 'web-10', null]);
    expect(firsts(sortedRows(given, { column: 0, isDescending: true }))).toEqual(['web-10', 'web-2', null]);
    expect(firsts(sortedRows(given, { column: 1, isDescending: true }))).toEqual(['web-2', 'web-10', null]);
    expect(sortedRows(given, undefined)).toBe(given.rows);
  });

  it('go up, then down, then as they came', () => {
    const up = nextOrder(undefined, 1);
    const down = nextOrder(up, 1);
    expect([up, down, nextOrder(down, 1), nextOrder(down, 0)]).toEqual([
      { column: 1, isDescending: false },
      { column: 1, isDescending: true },
      undefined,
      { column: 0, isDescending: false },
    ]);
  });

  it('are CSV that a reader takes apart into the same cells', () => {
    expect(csvOf(given, [['a "b"', 1]])).toBe('name,"n,1"\r\n"a ""b""",1\r\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (rows) => {
        expect(parseCsv(csvOf(given, rows)).slice(1)).toEqual(rows);
      }),
    );
  });

  it('are TSV of one line each', () => {
    expect(tsvOf(given, [['a\tb\nc', true]])).toBe('name\tn,1\na b c\ttrue\n');
  });
});

/** A field, and what ends it. */
const csvField = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g;

function parseCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(csvField)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') lines.push([]);
  }
  return lines.slice(0, -1);
}
