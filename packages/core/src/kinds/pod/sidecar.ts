// Which init containers keep running beside the others: Kubernetes' restartable init containers, called sidecars.
import type { Container } from '../../resource/generated/kubernetes.ts';

export function isSidecar(initContainer: Container | undefined): boolean {
  return initContainer?.restartPolicy === 'Always';
}
