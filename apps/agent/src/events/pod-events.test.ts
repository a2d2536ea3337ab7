import { expect, it } from 'vitest';
import { podEvent } from './pod-events.ts';

const container = (name: string) => ({ name, image: 'web:1' });
const pod = {
  apiVersion: 'v1' as const,
  kind: 'Pod' as const,
  metadata: { name: 'web', namespace: 'shop', uid: 'u1' },
  spec: { initContainers: [container('setup')], containers: [container('main')] },
};

it.each([
  ['main', 'spec.containers{main}'],
  ['setup', 'spec.initContainers{setup}'],
  ['unknown', undefined],
  [undefined, undefined],
])('an event about the container %s says where it is: %s', (name, fieldPath) => {
  const about = name === undefined ? {} : { container: name };
  const { regarding, ...said } = podEvent(pod, { type: 'Normal', reason: 'Started', note: 'Started it', ...about });
  expect(said).toEqual({ type: 'Normal', reason: 'Started', note: 'Started it' });
  const reference = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web', uid: 'u1' };
  expect(regarding).toEqual({ ...reference, ...(fieldPath !== undefined && { fieldPath }) });
});
