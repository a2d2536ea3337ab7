// Does the rig tell a planted mistake? Short runs, each on a new database, until it does or a minute is over.
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
const limitMs = 60_000;

export async function tryBug(bug: SeededBug, options: TrialOptions): Promise<Verdict> {
  const startMs = systemClock.monotonic();
  const elapsedMs = () => systemClock.monotonic() - startMs;
  const rules = new Set<string>();
  for (let runs = 1; ; runs++) {
    const { violations } = await briefRun(bug, { ...options, seed: options.seed + runs - 1 });
    for (const { rule } of violations) rules.add(rule);
    const told = bug.toldBy.filter((rule) => rules.has(rule));
    if (told.length === 0 && elapsedMs() < limitMs) continue;
    const others = [...rules].filter((rule) => !told.includes(rule));
    const seconds = Math.round(elapsedMs() / 100) / 10;
    return { bug: bug.name, isTold: told.length > 0, rules: [...told, ...others], runs, seconds };
  }
}

/** The same without a mistake, which must find nothing. */
export function tryControl(options: TrialOptions): Promise<Report> {
  return briefRun(undefined, options);
}

function briefRun(bug: SeededBug | undefined, options: TrialOptions): Promise<Report> {
  const faults = faultKinds.filter(({ name }) => bug?.faults?.includes(name));
  return runRig({
    ...options,
    seconds: secondsPerRun,
    profile: { ...briefProfile, faults, ...(bug?.faultEveryMs && { faultEveryMs: bug.faultEveryMs }) },
    ...(bug && { bug: bug.name }),
  });
}
