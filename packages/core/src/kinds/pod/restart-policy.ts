// Whether a container that ended is started again: its own rules first, then its own policy, then the pod's.
import type { Container, PodSpec } from '../../resource/generated/kubernetes.ts';

export function restartsAfterExit(container: Container, spec: PodSpec, exitCode: number): boolean {
  if (container.restartPolicy !== undefined && matchingRule(container, exitCode)?.action === 'Restart') return true;
  switch (container.restartPolicy ?? spec.restartPolicy) {
    case 'Never':
      return false;
    case 'OnFailure':
      return exitCode !== 0;
    default:
      return true;
  }
}

function matchingRule({ restartPolicyRules = [] }: Container, exitCode: number) {
  return restartPolicyRules.find(({ exitCodes }) => {
    const isListed = exitCodes?.values?.includes(exitCode) ?? false;
    if (exitCodes?.operator === 'In') return isListed;
    return exitCodes?.operator === 'NotIn' && !isListed;
  });
}

/** Whether some container's end can restart all others, so that any of them may run again. */
export function anyRestartsAll({ containers = [], initContainers = [] }: PodSpec): boolean {
  return [...containers, ...initContainers].some(({ restartPolicyRules = [] }) => {
    return restartPolicyRules.some(({ action }) => action === 'RestartAllContainers');
  });
}
