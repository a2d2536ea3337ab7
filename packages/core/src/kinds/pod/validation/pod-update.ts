// What may change in a pod that exists: very little, because it may be running.
import { deepEqual } from '../../../resource/equality.ts';
import { type FieldError, FieldPath, forbidden, invalid, required } from '../../../resource/field-error.ts';
import type {
  Affinity,
  Container,
  NodeAffinity,
  NodeSelectorTerm,
  Pod,
  PodSpec,
} from '../../../resource/generated/kubernetes.ts';
import { objectDiff } from '../../../resource/object-diff.ts';
import { inclusiveRangeError } from '../../../resource/validation/names.ts';
import { validatePodAnnotationsUpdate } from './annotations.ts';
import type { Findings } from './field-rules.ts';

const specPath = new FieldPath('spec');
const maxInt32 = 2 ** 31 - 1;
const wanted = 'requiredDuringSchedulingIgnoredDuringExecution';

const updatable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** Beside `validatePod` on the new state. */
export function validatePodUpdate(next: Pod, old: Pod): FieldError[] {
  const annotationsPath = new FieldPath('metadata').child('annotations');
  return [
    ...validatePodAnnotationsUpdate(annotationsPath, next.metadata.annotations ?? {}, old.metadata.annotations ?? {}),
    ...findInUpdate(next.spec ?? { containers: [] }, old.spec ?? { containers: [] }),
  ];
}

function* findInUpdate(next: PodSpec, old: PodSpec): Findings {
  for (const list of ['containers', 'initContainers'] as const) {
    const path = specPath.child(list);
    const [newContainers, oldContainers] = [next[list] ?? [], old[list] ?? []];
    if (newContainers.length !== oldContainers.length) {
      return yield forbidden(path, 'pod updates may not add or remove containers');
    }
    yield* checkImages(path, newContainers);
  }
  const deadline = [...checkDeadline(specPath.child('activeDeadlineSeconds'), next, old)];
  yield* deadline;
  if (deadline.length > 0 && next.activeDeadlineSeconds !== undefined) return;
  yield* checkTolerations(next, old);
  yield* checkGates(next, old);
  if (deepEqual(next, old)) return;
  const isGated = (old.schedulingGates ?? []).length > 0;
  if (isGated) yield* checkPlacement(next, old);
  const diff = objectDiff(old, withoutAllowedChanges(next, old, { isGated }));
  if (diff !== '') yield forbidden(specPath, `pod updates may not change fields other than ${updatable}\n${diff}`);
}

function* checkImages(path: FieldPath, containers: readonly Container[]): Findings {
  for (const [position, { image = '' }] of containers.entries()) {
    const at = path.index(position).child('image');
    if (image === '') yield required(at, '');
    if (image.trim() !== image) yield invalid(at, image, 'must not have leading or trailing whitespace');
  }
}

/** A deadline may be set and brought nearer. */
function* checkDeadline(path: FieldPath, next: PodSpec, old: PodSpec): Findings {
  const [seconds, before] = [next.activeDeadlineSeconds, old.activeDeadlineSeconds];
  if (seconds === undefined) {
    if (before !== undefined) yield invalid(path, undefined, 'must not update from a positive integer to nil value');
  } else if (seconds < 0 || seconds > maxInt32) {
    yield invalid(path, seconds, inclusiveRangeError(0, maxInt32));
  } else if (before !== undefined && before < seconds) {
    yield invalid(path, seconds, 'must be less than or equal to previous value');
  }
}

/** Tolerations may be added, and how long one lasts may change. */
function* checkTolerations({ tolerations: next = [] }: PodSpec, { tolerations: old = [] }: PodSpec): Findings {
  const isKept = old.every((before) => {
    return next.some(({ tolerationSeconds, ...rest }) => {
      const { tolerationSeconds: _, ...restBefore } = before;
      return deepEqual(rest, restBefore);
    });
  });
  if (isKept) return;
  yield forbidden(
    specPath.child('tolerations'),
    'existing toleration can not be modified except its tolerationSeconds',
  );
}

/** Gates are only ever opened. */
function* checkGates({ schedulingGates: next = [] }: PodSpec, { schedulingGates: old = [] }: PodSpec): Findings {
  const known = new Set(old.map(({ name }) => name));
  for (const [position, { name = '' }] of next.entries()) {
    if (known.has(name)) continue;
    const at = specPath.child('schedulingGates').index(position).child('name');
    yield forbidden(at, `only deletion is allowed, but found new scheduling gate '${name}'`);
  }
}

/** While a pod is held back from scheduling, what it asks of nodes may be narrowed. */
function* checkPlacement(next: PodSpec, old: PodSpec): Findings {
  const selector = next.nodeSelector ?? {};
  const isKept = Object.entries(old.nodeSelector ?? {}).every(([key, value]) => selector[key] === value);
  if (!isKept) {
    const why = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    yield invalid(specPath.child('nodeSelector'), selector, why);
  }
  yield* checkNodeAffinity(next.affinity?.nodeAffinity, old.affinity?.nodeAffinity);
}

function* checkNodeAffinity(next: NodeAffinity | undefined, old: NodeAffinity | undefined): Findings {
  const oldTerms = old?.[wanted]?.nodeSelectorTerms ?? [];
  if (oldTerms.length === 0) return;
  const newTerms = next?.[wanted]?.nodeSelectorTerms ?? [];
  const path = specPath.child('affinity', 'nodeAffinity', wanted, 'nodeSelectorTerms');
  if (newTerms.length !== oldTerms.length) {
    return yield invalid(path, newTerms, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed');
  }
  for (const [position, term] of newTerms.entries()) {
    const before = oldTerms[position];
    if (before && isNarrower(term, before)) continue;
    yield invalid(path.index(position), term, 'only additions are allowed (no mutations or deletions)');
  }
}

/** An empty term matches nothing, so anything added to it would widen it. */
function isNarrower(next: NodeSelectorTerm, old: NodeSelectorTerm): boolean {
  const isEmpty = ({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm) =>
    matchExpressions.length + matchFields.length === 0;
  if (isEmpty(old)) return isEmpty(next);
  return (['matchExpressions', 'matchFields'] as const).every((list) => {
    const before = old[list] ?? [];
    return deepEqual((next[list] ?? []).slice(0, before.length), before);
  });
}

/** The new spec with everything put back that may change: what still differs may not. */
function withoutAllowedChanges(next: PodSpec, old: PodSpec, { isGated }: { isGated: boolean }): PodSpec {
  const result: PodSpec = { ...next, containers: withImagesOf(next.containers, old.containers) };
  result.initContainers = withImagesOf(next.initContainers, old.initContainers);
  restore(result, old, 'activeDeadlineSeconds');
  restore(result, old, 'schedulingGates');
  restore(result, old, 'tolerations');
  const isGraceRepaired = (old.terminationGracePeriodSeconds ?? 0) < 0 && next.terminationGracePeriodSeconds === 1;
  if (isGraceRepaired) restore(result, old, 'terminationGracePeriodSeconds');
  // Binding a pod to its node is an update; what it was bound to stays.
  if (!old.nodeName && !isGated) delete result.nodeName;
  if (!isGated) return result;
  restore(result, old, 'nodeSelector');
  const affinity: Affinity = { ...next.affinity };
  restore(affinity, old.affinity ?? {}, 'nodeAffinity');
  return { ...result, affinity };
}

function restore<T extends object>(object: T, from: T, field: keyof T): void {
  if (from[field] === undefined) delete object[field];
  else object[field] = from[field];
}

function withImagesOf(containers: readonly Container[] = [], from: readonly Container[] = []): Container[] {
  return containers.map((container, position) => {
    const { image: _, ...rest } = container;
    const image = from[position]?.image;
    return image === undefined ? rest : { ...rest, image };
  });
}
