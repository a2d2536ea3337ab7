// Nobody writes the same key over and over, and once everything is as it should be nobody writes anything.
import { type Invariant, nameOf } from './invariant.ts';

const windowMs = 10_000;
/** A key that fails is tried with back-off, one that moves on is written for each step. */
const mostWrites = 60;

export function noHotLoop(): Invariant {
  const writes = new Map<string, { sinceMs: number; count: number }>();
  return {
    name: 'no-hot-loop',
    *onAttempt({ step: { process, controller, key }, atMs }) {
      const id = `${process} ${controller} ${key}`;
      const known = writes.get(id);
      if (!known || atMs - known.sinceMs >= windowMs) {
        writes.set(id, { sinceMs: atMs, count: 1 });
        return;
      }
      known.count += 1;
      if (known.count === mostWrites) yield `${id} is written ${mostWrites} times within ${windowMs / 1000} s`;
    },
    *atEnd({ late }) {
      for (const { revision, origin, changes } of late) {
        const [first] = changes.filter(({ key }) => key.kind !== 'Event.events.k8s.io');
        if (first) yield `${origin.source ?? origin.actor} still writes ${nameOf(first)} at revision ${revision}`;
      }
    },
  };
}
