// Whether a container that is not running is to be started (again).
import type { Container, Pod } from '@portolan/client';
import { restartPolicyOf } from '../pod-spec.ts';
import type { ContainerStatus } from '../runtime/runtime-service.ts';

/** The rules of the container come first, then its own policy, then the pod's. */
export function restartsAfterExit(container: Container, pod: Pod, exitCode: number): boolean {
  for (const { action, exitCodes } of container.restartPolicyRules ?? []) {
    const listed = exitCodes?.values?.includes(exitCode) ?? false;
    if (action === 'Restart' && listed === (exitCodes?.operator === 'In')) return true;
  }
  const policy = container.restartPolicy ?? restartPolicyOf(pod);
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/** Whether it would come back after it was killed. */
export function restartsAfterKill(container: Container, pod: Pod): boolean {
  return (container.restartPolicy ?? restartPolicyOf(pod)) !== 'Never';
}

export function isToBeStarted(container: Container, pod: Pod, record: ContainerStatus | undefined): boolean {
  if (!record) return true;
  switch (record.state) {
    case 'CONTAINER_RUNNING':
      return false;
    case 'CONTAINER_CREATED':
    case 'CONTAINER_UNKNOWN':
      return true;
    case 'CONTAINER_EXITED':
      return restartsAfterExit(container, pod, record.exitCode ?? 0);
  }
}
