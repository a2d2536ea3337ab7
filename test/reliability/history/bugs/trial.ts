// Does the rig tell a planted mistake, and nothing where there is none? Short runs, each on a new database and with a seed of
// its own: on a busy machine little happens in one, so there are more of them, not longer ones.
import { systemClock } from '@portolan/core/resource/clock.ts';
import type { DatabaseServer } from '../../cluster/database-server.ts';
import { faultKinds } from '../faults.ts';
import { briefProfile } from '../profiles.ts';
import type { Report } from '../report.ts';
import { runRig } from '../rig.ts';
import type { SeededBug } from './seeded-bug.ts';

export interface TrialOptions {
  readonly seed: number;
  readonly server: DatabaseServer;
  /** The bundle of api-process.ts. */
  readonly program: string;
  readonly say: (line: string) => void;
}

export interface Verdict {
  readonly bug: string;
  readonly isTold: boolean;
  /** The rules that were broken, the expected ones first. */
  readonly rules: readonly string[];
  readonly runs: number;
  readonly seconds: number;
}

const secondsPerRun = 3;
const limitMs = 150_000;
/** Even if the limit is over by then. */
const leastRuns = 10;

/** Until the mistake is told, or so much time is over that it never would be. */
export async function tryBug(bug: SeededBug, options: TrialOptions): Promise<Verdict> {
  const startMs = systemClock.monotonic();
  const elapsedMs = () => systemClock.monotonic() - startMs;
  const rules = new Set<string>();
  for (let runs = 1; ; runs++) {
    const { violations } = await briefRun(bug, { ...options, seed: options.seed + runs - 1 });
    for (const { rule } of violations) rules.add(rule);
    const told = bug.toldBy.filter((rule) => rules.has(rule));
    if (told.length === 0 && (elapsedMs() < limitMs || runs < leastRuns)) continue;
    const others = [...rules].filter((rule) => !told.includes(rule));
    const seconds = Math.round(elapsedMs() / 100) / 10;
    return { bug: bug.name, isTold: told.length > 0, rules: [...told, ...others], runs, seconds };
  }
}

const mostControlRuns = 30;

/** The same without a mistake, and with all the faults that `bugs` need: until enough was done, nothing may be found. */
export async function tryControl(bugs: readonly SeededBug[], options: TrialOptions): Promise<Report> {
  const control: BriefRun = { faults: [...new Set(bugs.flatMap(({ faults = [] }) => faults))] };
  for (let run = 1; ; run++) {
    const report = await briefRun(control, { ...options, seed: options.seed + run - 1 });
    if (report.violations.length > 0 || report.shortfalls.length === 0 || run === mostControlRuns) return report;
  }
}

type BriefRun = Partial<Pick<SeededBug, 'name' | 'seconds' | 'faults' | 'faultEveryMs'>>;

function briefRun(
  { name: bug, seconds = secondsPerRun, faults = [], faultEveryMs }: BriefRun,
  options: TrialOptions,
): Promise<Report> {
  const profile = {
    ...briefProfile,
    faults: faultKinds.filter(({ name }) => faults.includes(name)),
    ...(faultEveryMs !== undefined && { faultEveryMs }),
  };
  return runRig({ ...options, seconds, profile, ...(bug !== undefined && { bug }) });
}
