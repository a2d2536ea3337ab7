// What a run has shown, in figures and in words.

import { type FaultKind, missingFaults } from './faults.ts';
import type { Violation } from './history.ts';
import type { LogReader } from './log-reader.ts';
import type { Recorder } from './recorder.ts';

export interface Report {
  readonly seed: number;
  readonly bug: string | undefined;
  readonly seconds: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly operations: number;
  readonly faults: number;
  readonly streams: number;
  readonly delivered: number;
  readonly revisions: number;
  readonly changes: number;
  readonly floor: number;
  readonly violations: readonly Violation[];
  /** Why the run proves nothing: too little was done, or a fault did not happen. */
  readonly shortfalls: readonly string[];
}

export interface RunFacts {
  readonly seed: number;
  readonly bug: string | undefined;
  readonly seconds: number;
  readonly recorder: Recorder;
  readonly log: LogReader;
  readonly violations: readonly Violation[];
  /** Kinds that were planned. */
  readonly faults: readonly FaultKind[];
}

/** What even a busy machine does. */
const leastOperationsPerSecond = 5;
const leastWritesPerSecond = 1;

export function reportOf(facts: RunFacts): Report {
  const { seed, bug, seconds, recorder, log, violations } = facts;
  return {
    seed,
    bug,
    seconds,
    counts: Object.fromEntries([...recorder.counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    operations: operationsIn(recorder),
    faults: recorder.total('fault ') - recorder.total('fault without'),
    streams: recorder.streams.length,
    delivered: recorder.streams.reduce(
      (sum, { frames }) => sum + frames.reduce((inStream, { entries }) => inStream + entries.length, 0),
      0,
    ),
    revisions: log.revisions.length,
    changes: log.log.length,
    floor: recorder.floor,
    violations,
    shortfalls: shortfallsOf(facts),
  };
}

function operationsIn(recorder: Recorder): number {
  return recorder.reads.length + recorder.lists.length + recorder.writes.length;
}

function shortfallsOf({ seconds, recorder, faults }: RunFacts): string[] {
  const shortfalls: string[] = [];
  const require = (what: string, count: number, least: number) => {
    if (count < least) shortfalls.push(`${what}: ${count}, fewer than ${Math.ceil(least)}`);
  };
  require('operations', operationsIn(recorder), seconds * leastOperationsPerSecond);
  require('acknowledged writes', recorder.countOf('write ok'), seconds * leastWritesPerSecond);
  require('resumed watches', recorder.countOf('watch resumes'), seconds / 10);
  for (const { name } of faults) require(`faults ${name}`, recorder.countOf(`fault ${name}`), 1);
  return shortfalls;
}

export function isGood({ violations, shortfalls }: Report): boolean {
  return violations.length === 0 && shortfalls.length === 0;
}

const shownViolations = 20;

export function textOf(report: Report): string {
  const { seed, bug, seconds, counts, violations, shortfalls } = report;
  const byRule = new Map<string, number>();
  for (const { rule } of violations) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  return [
    `seed ${seed}${bug === undefined ? '' : `, with the bug ${bug}`}, ${seconds.toFixed(0)} s`,
    ...Object.entries(counts).map(([what, count]) => `  ${String(count).padStart(8)}  ${what}`),
    `${report.operations} operations, ${report.faults} faults, ${report.streams} watches that delivered ${report.delivered} changes`,
    `${report.revisions} revisions, ${report.changes} changes, compacted up to ${report.floor}`,
    `faults that this rig cannot make yet: ${missingFaults.join(', ')}`,
    ...violations.slice(0, shownViolations).map(({ rule, detail }) => `VIOLATION ${rule}: ${detail}`),
    ...(violations.length > shownViolations ? [`... and ${violations.length - shownViolations} more`] : []),
    ...shortfalls.map((shortfall) => `TOO LITTLE: ${shortfall}`),
    `${violations.length} violations${violations.length > 0 ? ` (${[...byRule].map(([rule, count]) => `${rule} ${count}`).join(', ')})` : ''}`,
  ].join('\n');
}
