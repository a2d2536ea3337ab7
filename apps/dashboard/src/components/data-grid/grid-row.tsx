'use client';
import { Fragment, type MouseEvent, memo, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { LiveRow } from '../../live/live-kind.ts';
import { classNames } from '../class-names.ts';
import type { Column } from './column.ts';

export interface GridRowProps<Row> {
  readonly row: Row;
  /** From 0. */
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly columns: readonly Column<Row>[];
  readonly template: string;
  readonly isCard: boolean;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  /** Undefined where rows cannot be marked. */
  readonly isSelected: boolean | undefined;
  onPress(row: Row, how: Press): void;
}

export interface Press {
  /** With shift. */
  readonly isRange: boolean;
  /** On the box, or with a key that marks. */
  readonly isMark: boolean;
}

function PlainGridRow<Row extends LiveRow>(props: GridRowProps<Row>) {
  const { row, index, top, height, columns, template, isCard, isActive, isOpen, isSelected, onPress } = props;
  const press = (event: MouseEvent) => {
    const isMark = event.target instanceof HTMLInputElement || event.metaKey || event.ctrlKey;
    if (!isMark && event.target instanceof Element && event.target.closest('a, button')) return;
    onPress(row, { isRange: event.shiftKey, isMark });
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys of its rows.
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={isActive ? 0 : -1}
      data-index={index}
      data-key={row.key}
      onClick={press}
      className={classNames(
        'absolute top-0 left-0 grid w-full cursor-default items-center border-b border-line/60 outline-offset-[-2px] hover:bg-raised',
        isCard ? 'grid-cols-[auto_1fr] gap-x-2 px-3 py-1.5' : 'gap-x-2 px-2',
        (isSelected || isOpen) && 'bg-selected hover:bg-selected',
      )}
      style={{ height, transform: `translateY(${top}px)`, ...(!isCard && { gridTemplateColumns: template }) }}
    >
      {isSelected !== undefined && <SelectCell name={row.name} isSelected={isSelected} />}
      {isCard ? (
        <CardCells row={row} columns={columns} />
      ) : (
        columns.map((column) => <Cell key={column.id} row={row} column={column} />)
      )}
    </div>
  );
}

/** Painted again only when its row is another object: rows that did not change cost nothing. */
export const GridRow = memo(PlainGridRow) as typeof PlainGridRow;

function SelectCell({ name, isSelected }: { readonly name: string; readonly isSelected: boolean }) {
  const t = useTranslations('components');
  return (
    <div role="gridcell" className="flex justify-center">
      <input
        type="checkbox"
        tabIndex={-1}
        checked={isSelected}
        readOnly
        aria-label={t('selectRow', { name })}
        className="size-4 accent-accent"
      />
    </div>
  );
}

function Cell<Row>({ row, column }: { readonly row: Row; readonly column: Column<Row> }) {
  const flash = useFlash(column.flashOn?.(row));
  return (
    <div
      role="gridcell"
      ref={flash}
      className={classNames('min-w-0 truncate px-1.5', column.isNumeric && 'text-right tabular-nums')}
    >
      {column.render(row)}
    </div>
  );
}

function CardCells<Row>({ row, columns }: { readonly row: Row; readonly columns: readonly Column<Row>[] }) {
  const shown = columns.filter(({ isHiddenOnCards }) => !isHiddenOnCards);
  return (
    <div role="gridcell" className="min-w-0">
      <div className="truncate font-medium">
        {shown
          .filter(({ isTitle }) => isTitle)
          .map((column) => (
            <Fragment key={column.id}>{column.render(row)}</Fragment>
          ))}
      </div>
      <div className="flex gap-3 overflow-hidden text-sm text-muted">
        {shown
          .filter(({ isTitle }) => !isTitle)
          .map((column) => (
            <span key={column.id} className="min-w-0 shrink-0 truncate">
              {column.isNamedOnCards && `${column.header} `}
              {column.render(row)}
            </span>
          ))}
      </div>
    </div>
  );
}

/** What changed lights up for a moment; what only came into sight does not. */
function useFlash(text: string | number | undefined) {
  const element = useRef<HTMLDivElement>(null);
  const before = useRef(text);
  useEffect(() => {
    if (before.current === text) return;
    before.current = text;
    const { classList } = element.current ?? {};
    if (!classList || !element.current) return;
    classList.remove('animate-flash');
    // Reading the size makes the browser notice that the class was gone.
    void element.current.offsetWidth;
    classList.add('animate-flash');
  }, [text]);
  return element;
}
