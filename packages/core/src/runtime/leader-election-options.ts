// The seven parameters of Kubernetes' LeaderElectionConfiguration: their defaults, and what they must be to one another.
import { type FieldError, FieldPath, invalid, notSupported, required } from '../resource/field-error.ts';

export interface LeaderElectionOptions {
  /** Whether to elect at all; if not, every replica works. */
  readonly leaderElect: boolean;
  /** How long others wait after the last renewal they saw, before they take over. */
  readonly leaseDurationMs: number;
  /** A leader that cannot renew for so long stops leading. */
  readonly renewDeadlineMs: number;
  /** Between two attempts to acquire or to renew. */
  readonly retryPeriodMs: number;
  /** `leases`: Kubernetes has no other any more. */
  readonly resourceLock: string;
  readonly resourceName: string;
  readonly resourceNamespace: string;
}

/** Attempts to acquire are spread over up to so many further retry periods. */
export const jitterFactor = 1.2;

/** Kubernetes' defaults. */
export function leaderElectionDefaults(resourceName: string): LeaderElectionOptions {
  return {
    leaderElect: true,
    leaseDurationMs: 15_000,
    renewDeadlineMs: 10_000,
    retryPeriodMs: 2_000,
    resourceLock: 'leases',
    resourceName,
    resourceNamespace: 'kube-system',
  };
}

/** Locks that older releases had. */
const removedLocks: ReadonlySet<string> = new Set(['endpoints', 'configmaps', 'endpointsleases', 'configmapsleases']);

export function validateLeaderElection(options: LeaderElectionOptions, path = new FieldPath('leaderElection')) {
  if (!options.leaderElect) return [];
  return [...validateTimes(options, path), ...validateLock(options, path)];
}

function* validateTimes(options: LeaderElectionOptions, path: FieldPath): Generator<FieldError> {
  const { leaseDurationMs, renewDeadlineMs, retryPeriodMs } = options;
  const durations = [
    ['leaseDuration', leaseDurationMs],
    ['renewDeadline', renewDeadlineMs],
    ['retryPeriod', retryPeriodMs],
  ] as const;
  for (const [name, durationMs] of durations) {
    if (!(durationMs > 0)) yield invalid(path.child(name), seconds(durationMs), 'must be greater than zero');
  }
  if (leaseDurationMs <= renewDeadlineMs) {
    yield invalid(
      path.child('leaseDuration'),
      seconds(leaseDurationMs),
      'LeaseDuration must be greater than RenewDeadline',
    );
  }
  if (renewDeadlineMs <= jitterFactor * retryPeriodMs) {
    const detail = 'RenewDeadline must be greater than RetryPeriod*JitterFactor (1.2)';
    yield invalid(path.child('renewDeadline'), seconds(renewDeadlineMs), detail);
  }
}

function* validateLock(options: LeaderElectionOptions, path: FieldPath): Generator<FieldError> {
  const { resourceLock, resourceName, resourceNamespace } = options;
  const lockPath = path.child('resourceLock');
  if (resourceLock === '') yield required(lockPath, 'resourceLock is required');
  else if (removedLocks.has(resourceLock))
    yield invalid(lockPath, resourceLock, `${resourceLock} lock is removed, migrate to leases`);
  else if (resourceLock !== 'leases') yield notSupported(lockPath, resourceLock, ['leases']);
  if (resourceNamespace === '') yield required(path.child('resourceNamespace'), 'resourceNamespace is required');
  if (resourceName === '') yield required(path.child('resourceName'), 'resourceName is required');
}

function seconds(durationMs: number): string {
  return `${durationMs / 1000}s`;
}
