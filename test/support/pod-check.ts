// Pods for tests of what pods may be: a sound one, changed where the test says so.
import { pod } from '@portolan/core/kinds/pod/kind.ts';
import { creationErrors, type Sketch } from './kind-check.ts';

const container = { name: 'c', image: 'nginx:1.27' };

/** A pod of one sound container, unless the spec brings its own. */
export function podWith(spec: Sketch, metadata: Sketch = {}): Sketch {
  return { metadata, spec: { containers: [container], ...spec } };
}

/** What is wrong with a pod of this spec. */
export function podErrors(spec: Sketch, metadata: Sketch = {}): string[] {
  return creationErrors(pod, podWith(spec, metadata));
}

/** What is wrong with the only container, as `field: message` below `spec.containers[0].`. */
export function containerErrors(changes: Sketch, spec: Sketch = {}): string[] {
  const prefix = 'spec.containers[0].';
  return podErrors({ ...spec, containers: [{ ...container, ...changes }] }).map((text) =>
    text.startsWith(prefix) ? text.slice(prefix.length) : text,
  );
}
