// What the tables of several kinds share. A kind lists its whole table, so that NAME and AGE stand where Kubernetes
// prints them: a node's VERSION comes after AGE, and an event has neither.
import type { Column } from '../resource/kind.ts';
import { elapsedText } from './duration-text.ts';

export const nameColumn: Column = { name: 'Name', cell: (object) => object.metadata.name };

export const ageColumn: Column = {
  name: 'Age',
  cell: (object, now) => elapsedText(object.metadata.creationTimestamp, now),
};

/** `app=web,tier=front`, in the order of the keys. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return entries.length === 0 ? '<none>' : entries.sort().join(',');
}

/** Few enough to fit in a cell. */
const shownItems = 3;

/** The first three of a list, and how many more there are. */
export function firstOf(items: readonly string[], ifEmpty: string): string {
  if (items.length === 0) return ifEmpty;
  const shown = items.slice(0, shownItems).join(',');
  return items.length > shownItems ? `${shown} + ${items.length - shownItems} more...` : shown;
}
