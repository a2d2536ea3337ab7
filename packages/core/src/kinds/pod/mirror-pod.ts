// Static pods come from files on a node; the API shows each by a mirror pod, which nobody controls through the API.
import type { ObjectMeta } from '../../resource/generated/kubernetes.ts';

export const mirrorAnnotation = 'kubernetes.io/config.mirror';

export function isMirrorPod({ annotations }: Pick<ObjectMeta, 'annotations'>): boolean {
  return annotations?.[mirrorAnnotation] !== undefined;
}
