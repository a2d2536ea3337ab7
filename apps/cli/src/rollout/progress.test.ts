import type { Deployment } from '@portolan/client/generated/kubernetes.ts';
import { describe, expect, it } from 'vitest';
import { deploymentProgress } from './progress.ts';

function deployment(status: Deployment['status'], generation = 2): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', generation },
    spec: { replicas: 3, selector: {}, template: { metadata: { name: 'web' } } },
    status: { observedGeneration: 2, ...status },
  };
}

describe('deploymentProgress', () => {
  const cases: ReadonlyArray<[string, Deployment, string, string]> = [
    ['a newer spec', deployment({}, 3), 'under way', 'Waiting for deployment spec update to be observed...'],
    [
      'too few new pods',
      deployment({ replicas: 3, updatedReplicas: 1 }),
      'under way',
      'Waiting for deployment "web" rollout to finish: 1 out of 3 new replicas have been updated...',
    ],
    [
      'old pods left',
      deployment({ replicas: 4, updatedReplicas: 3 }),
      'under way',
      'Waiting for deployment "web" rollout to finish: 1 old replicas are pending termination...',
    ],
    [
      'new pods that do not serve yet',
      deployment({ replicas: 3, updatedReplicas: 3, availableReplicas: 2 }),
      'under way',
      'Waiting for deployment "web" rollout to finish: 2 of 3 updated replicas are available...',
    ],
    [
      'all there',
      deployment({ replicas: 3, updatedReplicas: 3, availableReplicas: 3 }),
      'done',
      'deployment "web" successfully rolled out',
    ],
    [
      'a passed deadline',
      deployment({ conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] }),
      'stuck',
      'deployment "web" exceeded its progress deadline',
    ],
  ];
  it.each(cases)('tells %s', (_, object, state, text) => {
    expect(deploymentProgress(object)).toEqual({ state, text });
  });
});
