// All containers of a pod in the order in which Kubernetes visits them.
import type { FieldPath } from '../../resource/field-error.ts';
import type { Container, EphemeralContainer, PodSpec } from '../../resource/generated/kubernetes.ts';

export interface PlacedContainer {
  readonly container: Container | EphemeralContainer;
  /** `spec.initContainers[0]` */
  readonly at: FieldPath;
}

/** Init containers, then the regular, then the ephemeral ones. `path` is the spec's. */
export function* allContainers(spec: PodSpec, path: FieldPath): Generator<PlacedContainer, void, undefined> {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    const listPath = path.child(list);
    for (const [position, container] of (spec[list] ?? []).entries()) yield { container, at: listPath.index(position) };
  }
}
