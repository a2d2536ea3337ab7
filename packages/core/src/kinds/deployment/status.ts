// A deployment's status: its replica sets' counts, added up, and what follows from them.
import type { DeploymentStatus, ReplicaSetStatus } from '../../resource/generated/kubernetes.ts';
import { judgeAvailability, judgeFailures, judgeProgress } from './conditions.ts';
import { actualReplicas, totalOf, wanted } from './generation.ts';
import { allOf, type Step } from './step.ts';

type Count = 'readyReplicas' | 'availableReplicas' | 'terminatingReplicas';

/** While it is paused or resized nobody judges how the rollout gets on. */
export function deploymentStatus(step: Step, judgesProgress: boolean): DeploymentStatus {
  const { deployment, current, collisions, nowMs } = step;
  const all = allOf(step);
  const count = (name: Count) => totalOf(all, ({ stored }) => countOf(stored?.status, name));
  const available = count('availableReplicas');
  const counts = whereAny({
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: totalOf(all, actualReplicas),
    updatedReplicas: current ? actualReplicas(current) : 0,
    readyReplicas: count('readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, totalOf(all, wanted) - available),
    collisionCount: collisions,
  });
  let conditions = judgeAvailability(deployment, step.conditions, available, nowMs);
  if (judgesProgress) {
    conditions = judgeProgress(deployment, counts, conditions, { current, nowMs });
    conditions = judgeFailures(conditions, current, all);
  }
  return { ...counts, terminatingReplicas: count('terminatingReplicas'), conditions: [...conditions] };
}

function countOf(status: ReplicaSetStatus | undefined, name: Count): number {
  return status?.[name] ?? 0;
}

/** Kubernetes leaves counts of nothing out. */
function whereAny(counts: Record<string, number>): DeploymentStatus {
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0));
}
