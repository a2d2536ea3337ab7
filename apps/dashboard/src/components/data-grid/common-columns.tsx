// Columns that the lists of objects have in common.
import { RelativeTime } from '../relative-time.tsx';
import type { Column } from './column.ts';

interface ObjectRow {
  readonly namespace: string;
  readonly name: string;
  readonly createdAt: string;
}

interface ColumnTexts {
  readonly header: string;
  readonly width?: string;
}

/** None in lists that show one namespace. */
export function namespaceColumns(isOfAllNamespaces: boolean, { header }: ColumnTexts): readonly Column<ObjectRow>[] {
  if (!isOfAllNamespaces) return [];
  const read = ({ namespace }: ObjectRow) => namespace;
  return [{ id: 'namespace', header, width: 'minmax(6rem, 1fr)', render: read, sortBy: read }];
}

export function nameColumn({ header, width = 'minmax(12rem, 3fr)' }: ColumnTexts): Column<ObjectRow> {
  return {
    id: 'name',
    header,
    width,
    isTitle: true,
    render: ({ name }) => <span className="font-medium">{name}</span>,
    sortBy: ({ name }) => name,
  };
}

/** The youngest first, as ages are read. */
export function ageColumn({ header }: ColumnTexts): Column<ObjectRow> {
  return {
    id: 'age',
    header,
    width: '5rem',
    isNumeric: true,
    render: ({ createdAt }) => <RelativeTime time={createdAt} />,
    sortBy: ({ createdAt }) => -Date.parse(createdAt),
  };
}
