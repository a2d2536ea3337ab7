// How many pods a rollout may have at most, and must keep serving at least.
import type { DeploymentSpec } from '@portolan/client/generated/kubernetes.ts';

export interface RolloutLimits {
  /** As it was written: `25%`, `1`. */
  readonly surgeText: string;
  readonly unavailableText: string;
  readonly mostPods: number;
  readonly leastAvailable: number;
}

/** Undefined for a strategy that ends all old pods first. */
export function limitsOf({
  strategy,
  replicas = 1,
}: Pick<DeploymentSpec, 'strategy' | 'replicas'>): RolloutLimits | undefined {
  if (strategy?.type !== 'RollingUpdate') return undefined;
  const { maxSurge = '25%', maxUnavailable = '25%' } = strategy.rollingUpdate ?? {};
  const surge = partOf(maxSurge, replicas, Math.ceil);
  const unavailable = partOf(maxUnavailable, replicas, Math.floor);
  return {
    surgeText: String(maxSurge),
    unavailableText: String(maxUnavailable),
    mostPods: replicas + surge,
    // A rollout that may do neither could never begin.
    leastAvailable: Math.max(0, replicas - (surge === 0 && unavailable === 0 ? 1 : unavailable)),
  };
}

function partOf(written: string | number, whole: number, round: (part: number) => number): number {
  const text = String(written);
  return text.endsWith('%') ? round((Number(text.slice(0, -1)) * whole) / 100) : Number(text);
}
