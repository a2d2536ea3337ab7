// One probe of one container: when to ask, and what the answers so far amount to. The decision is a pure function.
import type { Probe } from '@portolan/client';

export type ProbeKind = 'liveness' | 'readiness' | 'startup';
export type ProbeResult = 'Success' | 'Failure' | 'Unknown';

/** What a single attempt came to; `warning` counts as success. */
export interface ProbeOutcome {
  readonly result: 'success' | 'warning' | 'failure';
  readonly output: string;
}

export interface ProbeState {
  /** The container that the rest is about. */
  readonly containerId: string;
  readonly result: ProbeResult;
  readonly lastOutcome: 'Success' | 'Failure' | undefined;
  /** How often in a row it was that. */
  readonly run: number;
  /** It failed for good: the container will be replaced. */
  readonly isOnHold: boolean;
}

const initialResults: Readonly<Record<ProbeKind, ProbeResult>> = {
  liveness: 'Success',
  readiness: 'Failure',
  startup: 'Unknown',
};

export function initialProbeState(kind: ProbeKind, containerId: string, wasReady: boolean): ProbeState {
  // A container that was ready when the agent went away is ready until a probe says otherwise.
  const result = kind === 'readiness' && wasReady ? 'Success' : initialResults[kind];
  return { containerId, result, lastOutcome: undefined, run: 0, isOnHold: false };
}

export function nextProbeState(state: ProbeState, kind: ProbeKind, probe: Probe, succeeded: boolean): ProbeState {
  const lastOutcome = succeeded ? 'Success' : 'Failure';
  const run = state.lastOutcome === lastOutcome ? state.run + 1 : 1;
  const threshold = succeeded ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
  if (run < threshold) return { ...state, lastOutcome, run };
  const isOnHold = kind !== 'readiness' && !succeeded;
  return { ...state, result: lastOutcome, lastOutcome, run: isOnHold ? 0 : run, isOnHold };
}

export interface ProbeMoment {
  readonly nowMs: number;
  readonly startedAtMs: number;
  /** The container's startup probe has succeeded, or it has none. */
  readonly isStarted: boolean;
}

/** Whether the probe is to be run at this tick. */
export function isDue(
  state: ProbeState,
  kind: ProbeKind,
  probe: Probe,
  { nowMs, startedAtMs, isStarted }: ProbeMoment,
): boolean {
  if (state.isOnHold) return false;
  if (nowMs - startedAtMs < (probe.initialDelaySeconds ?? 0) * 1000) return false;
  return kind === 'startup' ? !isStarted : isStarted;
}
