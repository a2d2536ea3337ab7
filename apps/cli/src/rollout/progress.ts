// How far a rollout is, in kubectl's sentences. Pure.
import type { Deployment } from '@portolan/client/generated/kubernetes.ts';

export interface Progress {
  readonly text: string;
  readonly state: 'under way' | 'done' | 'stuck';
}

export function deploymentProgress({ metadata, spec, status = {} }: Deployment): Progress {
  const { name, generation = 0 } = metadata;
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  if (generation > observedGeneration) {
    return { state: 'under way', text: 'Waiting for deployment spec update to be observed...' };
  }
  const progressing = status.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return { state: 'stuck', text: `deployment "${name}" exceeded its progress deadline` };
  }
  const waiting = (what: string): Progress => ({
    state: 'under way',
    text: `Waiting for deployment "${name}" rollout to finish: ${what}...`,
  });
  const wanted = spec?.replicas ?? 1;
  if (updatedReplicas < wanted) {
    return waiting(`${updatedReplicas} out of ${wanted} new replicas have been updated`);
  }
  if (replicas > updatedReplicas) {
    return waiting(`${replicas - updatedReplicas} old replicas are pending termination`);
  }
  if (availableReplicas < updatedReplicas) {
    return waiting(`${availableReplicas} of ${updatedReplicas} updated replicas are available`);
  }
  return { state: 'done', text: `deployment "${name}" successfully rolled out` };
}
