// Every rule over one history.
import { checkLists } from './check-lists.ts';
import { checkOperations } from './check-operations.ts';
import { checkStreams } from './check-streams.ts';
import type { History, Violation } from './history.ts';

export function checkHistory(history: History): Violation[] {
  return [...checkOperations(history), ...checkLists(history), ...checkStreams(history)];
}
