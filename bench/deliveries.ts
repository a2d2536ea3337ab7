// Whether a watcher was told everything, once and in order.

export interface Audit {
  readonly lost: number;
  readonly doubled: number;
  /** Deliveries of a revision after a later one. */
  readonly outOfOrder: number;
}

/** `expected` ascends; what came before the first of it is none of the run's. */
export function auditDeliveries(expected: readonly number[], received: readonly number[]): Audit {
  const wanted = new Set(expected);
  const seen = new Set<number>();
  let doubled = 0;
  let outOfOrder = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for (const revision of received) {
    if (!wanted.has(revision)) continue;
    if (seen.has(revision)) doubled += 1;
    else if (revision < latest) outOfOrder += 1;
    seen.add(revision);
    latest = Math.max(latest, revision);
  }
  return { lost: wanted.size - seen.size, doubled, outOfOrder };
}

export function addAudits(audits: readonly Audit[]): Audit {
  const sum = (pick: (audit: Audit) => number) => audits.reduce((total, audit) => total + pick(audit), 0);
  return {
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    outOfOrder: sum(({ outOfOrder }) => outOfOrder),
  };
}
