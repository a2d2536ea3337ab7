// Which columns are shown, kept in this browser: only what differs from how a list comes, so that new columns appear.
import type { Column } from './column.ts';

export interface ColumnChoice {
  readonly shown: readonly string[];
  readonly hidden: readonly string[];
}

const storageKey = 'portolan-columns';
export const noChoice: ColumnChoice = { shown: [], hidden: [] };

export function isColumnShown<Row>({ id, isTitle, isOptional }: Column<Row>, choice: ColumnChoice): boolean {
  if (isTitle) return true;
  return isOptional ? choice.shown.includes(id) : !choice.hidden.includes(id);
}

export function withColumn<Row>({ id, isOptional }: Column<Row>, isShown: boolean, choice: ColumnChoice): ColumnChoice {
  const shown = choice.shown.filter((each) => each !== id);
  const hidden = choice.hidden.filter((each) => each !== id);
  if (isOptional) return { shown: isShown ? [...shown, id] : shown, hidden };
  return { shown, hidden: isShown ? hidden : [...hidden, id] };
}

export function readColumnChoice(list: string): ColumnChoice {
  const { shown, hidden } = readAll()[list] ?? {};
  return { shown: idsIn(shown), hidden: idsIn(hidden) };
}

export function saveColumnChoice(list: string, choice: ColumnChoice): void {
  localStorage.setItem(storageKey, JSON.stringify({ ...readAll(), [list]: choice }));
}

function readAll(): Readonly<Record<string, Partial<ColumnChoice>>> {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return typeof all === 'object' && all !== null ? (all as Record<string, Partial<ColumnChoice>>) : {};
  } catch {
    return {}; // Somebody else wrote there.
  }
}

function idsIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
}
