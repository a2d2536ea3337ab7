'use client';
import { Columns3 } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../button.tsx';
import { Menu } from '../menu.tsx';
import type { Column } from './column.ts';
import {
  type ColumnChoice,
  isColumnShown,
  noChoice,
  readColumnChoice,
  saveColumnChoice,
  withColumn,
} from './column-choice.ts';

/** The columns that are shown, and the menu that chooses them. `list` names the list in this browser. */
export function useColumnChooser<Row>(
  list: string,
  columns: readonly Column<Row>[],
): { readonly shown: readonly Column<Row>[]; readonly chooser: ReactNode } {
  const [choice, setChoice] = useState(noChoice);
  // Read after the first paint, which is the same everywhere.
  useEffect(() => setChoice(readColumnChoice(list)), [list]);
  const shown = useMemo(() => columns.filter((column) => isColumnShown(column, choice)), [columns, choice]);
  const choose = (next: ColumnChoice) => {
    setChoice(next);
    saveColumnChoice(list, next);
  };
  return { shown, chooser: <ColumnChooser columns={columns} choice={choice} onChoose={choose} /> };
}

function ColumnChooser<Row>({
  columns,
  choice,
  onChoose,
}: {
  readonly columns: readonly Column<Row>[];
  readonly choice: ColumnChoice;
  onChoose(choice: ColumnChoice): void;
}) {
  const t = useTranslations('components');
  const items = columns
    .filter(({ isTitle }) => !isTitle)
    .map((column) => {
      const isChosen = isColumnShown(column, choice);
      const onSelect = () => onChoose(withColumn(column, !isChosen, choice));
      return { id: column.id, label: column.header, isToggle: true, isChosen, onSelect };
    });
  const trigger = (
    <Button className="max-md:hidden">
      <Columns3 size={14} aria-hidden />
      {t('columns')}
    </Button>
  );
  return <Menu trigger={trigger} items={items} label={t('columns')} />;
}
