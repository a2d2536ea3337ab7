// How far a rollout may stray from the wanted number of pods.
import type { Deployment } from '../../resource/generated/kubernetes.ts';

export interface Bounds {
  /** Pods above the wanted number that a rollout may have. */
  readonly surge: number;
  /** Pods below the wanted number that a rollout may lack. */
  readonly unavailable: number;
}

export function wantedReplicas({ spec }: Deployment): number {
  return spec?.replicas ?? 1;
}

export function isRollingUpdate({ spec }: Deployment): boolean {
  return spec?.strategy?.type !== 'Recreate';
}

/** Nothing may be missing or added while pods are recreated: then there are none in between. */
export function boundsOf(deployment: Deployment): Bounds {
  if (!isRollingUpdate(deployment)) return { surge: 0, unavailable: 0 };
  const replicas = wantedReplicas(deployment);
  const { maxSurge = 0, maxUnavailable = 0 } = deployment.spec?.strategy?.rollingUpdate ?? {};
  const { surge, unavailable } = resolveBounds(maxSurge, maxUnavailable, replicas);
  return { surge, unavailable: Math.min(unavailable, replicas) };
}

/** Percentages of surge round up and those of unavailable pods down; where both come to nothing one pod may be missing. */
export function resolveBounds(maxSurge: number | string, maxUnavailable: number | string, replicas: number): Bounds {
  const surge = amountOf(maxSurge, replicas, Math.ceil);
  const unavailable = amountOf(maxUnavailable, replicas, Math.floor);
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

function amountOf(value: number | string, replicas: number, round: (amount: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) * replicas) / 100);
}
