import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export interface TableColumn<Row> {
  readonly id: string;
  readonly header: string;
  readonly isNumeric?: boolean;
  render(row: Row): ReactNode;
}

/** A plain table, for rows that are few. */
export function Table<Row>({
  label,
  columns,
  rows,
  keyOf,
}: {
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  keyOf(row: Row): string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={label}>
      <table className="w-full text-left" aria-label={label}>
        <thead className="text-xs text-muted uppercase">
          <tr>
            {columns.map(({ id, header, isNumeric }) => (
              <th
                key={id}
                scope="col"
                className={classNames('px-2 py-1.5 font-medium whitespace-nowrap', isNumeric && 'text-right')}
              >
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className="border-t border-line/60">
              {columns.map(({ id, isNumeric, render }) => (
                <td
                  key={id}
                  className={classNames(
                    'px-2 py-1.5 align-top',
                    isNumeric && 'text-right whitespace-nowrap tabular-nums',
                  )}
                >
                  {render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
