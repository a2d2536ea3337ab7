// `table`: objects as the rows that `kubectl get` prints, made on the server so that every client shows the same.
import { groupKind, type KindDefinition } from '../resource/kind.ts';
import type { AnyObject } from '../resource/object.ts';
import { kindArgument, listArguments } from './arguments.ts';
import type { Builder, ObjectRef } from './builder.ts';
import { type Connection, readConnection } from './connection.ts';
import type { KindTypes } from './kind-types.ts';
import { type ColumnText, columnTexts } from './kinds-query.ts';
import { momentOf } from './moment.ts';
import { kindOfName } from './object-queries.ts';

interface Row {
  readonly cells: readonly string[];
  readonly object: AnyObject;
}

interface Table {
  readonly columns: readonly ColumnText[];
  readonly rows: readonly Row[];
  readonly connection: Connection;
}

function tableOf(definition: KindDefinition, connection: Connection, wide: boolean, now: number): Table {
  const shown = definition.columns.filter((column) => wide || !column.wide);
  const rows = connection.nodes.map((object) => ({ object, cells: shown.map((column) => column.cell(object, now)) }));
  return { columns: columnTexts(shown), rows, connection };
}

function addRowType(builder: Builder, types: KindTypes): ObjectRef<Row> {
  return builder.objectRef<Row>('TableRow').implement({
    description: 'One object as a row.',
    fields: (t) => ({
      cells: t.stringList({ nullable: false, description: 'One text per column.', resolve: ({ cells }) => cells }),
      namespace: t.string({
        description: 'The namespace of the object; null for a kind without.',
        resolve: ({ object }) => object.metadata.namespace,
      }),
      name: t.string({
        nullable: false,
        description: 'The name of the object.',
        resolve: ({ object }) => object.metadata.name,
      }),
      object: t.field({
        type: types.resource,
        nullable: false,
        description: 'The object itself.',
        resolve: ({ object }) => object,
      }),
    }),
  });
}

export function addTableQuery(builder: Builder, types: KindTypes, column: ObjectRef<ColumnText>): void {
  const row = addRowType(builder, types);
  const table = builder.objectRef<Table>('Table').implement({
    description: 'Objects as a table.',
    fields: (t) => ({
      columns: t.field({
        type: [column],
        nullable: false,
        description: 'Headings.',
        resolve: ({ columns }) => columns,
      }),
      rows: t.field({ type: [row], nullable: false, description: 'One per object.', resolve: ({ rows }) => rows }),
      pageInfo: t.field({
        type: types.pageInfo,
        nullable: false,
        description: 'Where the page stands in the list.',
        resolve: ({ connection }) => connection,
      }),
      totalCount: t.int({
        nullable: false,
        description: 'How many objects match, on all pages.',
        resolve: ({ connection }) => connection.totalCount,
      }),
      resourceVersion: t.string({
        nullable: false,
        description: 'The revision the table shows.',
        resolve: ({ connection }) => connection.resourceVersion,
      }),
    }),
  });
  builder.queryField('table', (t) =>
    t.field({
      type: table,
      nullable: true,
      description: 'Objects of one kind as a table, as `kubectl get` shows them.',
      args: {
        kind: kindArgument(builder),
        ...listArguments(builder),
        wide: t.arg.boolean({ defaultValue: false, required: true, description: 'All columns.' }),
      },
      extensions: { portolan: { size: { list: 'argument' } } },
      resolve: async (_root, { kind, wide, ...list }, context) => {
        const definition = kindOfName(context.registry.kinds, kind);
        const connection = await readConnection(context, groupKind(definition), list);
        return tableOf(definition, connection, wide, await momentOf(context, list.at));
      },
    }),
  );
}
