import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialProbeState, isDue, nextProbeState, type ProbeKind, type ProbeState } from './probe-worker.ts';

function after(kind: ProbeKind, outcomes: string, probe = {}): ProbeState {
  const attempts = [...outcomes].map((each) => each === '+');
  return attempts.reduce(
    (state, each) => nextProbeState(state, kind, probe, each),
    initialProbeState(kind, 'c', false),
  );
}

describe('nextProbeState', () => {
  it.each<[ProbeKind, string, object, string]>([
    ['liveness', '', {}, 'Success'],
    ['readiness', '', {}, 'Failure'],
    ['startup', '', {}, 'Unknown'],
    ['readiness', '+', {}, 'Success'],
    ['readiness', '+--', {}, 'Success'],
    ['readiness', '+---', {}, 'Failure'],
    ['readiness', '+--+--', {}, 'Success'],
    ['readiness', '+-', { failureThreshold: 1 }, 'Failure'],
    ['readiness', '++', { successThreshold: 3 }, 'Failure'],
    ['readiness', '+++', { successThreshold: 3 }, 'Success'],
    ['liveness', '--', {}, 'Success'],
    ['liveness', '---', {}, 'Failure'],
    ['startup', '--', {}, 'Unknown'],
    ['startup', '--+', {}, 'Success'],
  ])('%s after "%s" with %j is %s', (kind, outcomes, probe, expected) => {
    expect(after(kind, outcomes, probe).result).toBe(expected);
  });

  it('holds a container that failed for good, unless it was only not ready', () => {
    expect(after('liveness', '---').isOnHold).toBe(true);
    expect(after('startup', '---').isOnHold).toBe(true);
    expect(after('readiness', '---').isOnHold).toBe(false);
  });

  it('changes its result only after as many equal outcomes in a row as the threshold says', () => {
    const outcomes = fc.array(fc.boolean(), { maxLength: 30 });
    fc.assert(
      fc.property(outcomes, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), (all, success, failure) => {
        const probe = { successThreshold: success, failureThreshold: failure };
        let state = initialProbeState('readiness', 'c', false);
        for (const [index, each] of all.entries()) {
          const next = nextProbeState(state, 'readiness', probe, each);
          if (next.result !== state.result) {
            const needed = each ? success : failure;
            expect(all.slice(index + 1 - needed, index + 1)).toEqual(Array.from({ length: needed }, () => each));
          }
          state = next;
        }
      }),
    );
  });
});

describe('isDue', () => {
  const moment = { nowMs: 10_000, startedAtMs: 0, isStarted: true };
  it.each<[string, ProbeKind, object, object, boolean]>([
    ['liveness of a started container', 'liveness', {}, {}, true],
    ['liveness before the container has started', 'liveness', {}, { isStarted: false }, false],
    ['startup before it', 'startup', {}, { isStarted: false }, true],
    ['startup after it', 'startup', {}, {}, false],
    ['within the initial delay', 'readiness', { initialDelaySeconds: 11 }, {}, false],
    ['after the initial delay', 'readiness', { initialDelaySeconds: 10 }, {}, true],
  ])('%s', (_, kind, probe, change, expected) => {
    expect(isDue(initialProbeState(kind, 'c', false), kind, probe, { ...moment, ...change })).toBe(expected);
  });

  it('takes a container that was ready before the agent went away for ready', () => {
    expect(initialProbeState('readiness', 'c', true).result).toBe('Success');
  });
});
