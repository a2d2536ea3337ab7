// A container whose definition changed is restarted. Of a bare pod only the image can change, so Kubernetes hashes the
// container's name and image.
import { createHash } from 'node:crypto';
import type { Container } from '@portolan/client';

export const containerHashAnnotation = 'io.kubernetes.container.hash';

export function containerHash({ name, image }: Container): string {
  return createHash('sha256')
    .update(JSON.stringify([name, image]))
    .digest('hex')
    .slice(0, 8);
}
