// The scale sub-resource (autoscaling/v1 Scale) of any kind that says where its parts are.
import { badRequestError, invalidError } from '../resource/api-error.ts';
import { FieldPath, invalid } from '../resource/field-error.ts';
import { readPath } from '../resource/field-path.ts';
import type { LabelSelector, Scale } from '../resource/generated/kubernetes.ts';
import { groupKind, type KindDefinition, type ScalePaths } from '../resource/kind.ts';
import { formatLabelSelector, fromAnySelector } from '../resource/label-selector.ts';
import type { AnyObject, ObjectKey } from '../resource/object.ts';
import { applyJsonPatch } from '../resource/patch/json-patch.ts';
import { applyMergePatch } from '../resource/patch/merge-patch.ts';
import type { Operation } from './operation.ts';
import type { Prepared, Scope } from './prepare.ts';
import { noSubresource, updateObject } from './prepare-write.ts';

/** Throws NotFound for a kind that cannot be scaled. */
function scalePaths(definition: KindDefinition): ScalePaths {
  if (definition.scale) return definition.scale;
  throw noSubresource(definition, 'scale');
}

export function scaleOf(definition: KindDefinition, object: AnyObject): Scale {
  const paths = scalePaths(definition);
  const selector = readPath(object, paths.selector) as LabelSelector | undefined;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(creationTimestamp !== undefined && { creationTimestamp }),
    },
    spec: { replicas: Number(readPath(object, paths.specReplicas) ?? 0) },
    status: {
      replicas: Number(readPath(object, paths.statusReplicas) ?? 0),
      ...(selector && { selector: formatLabelSelector(fromAnySelector(selector)) }),
    },
  };
}

export interface ScalePatch {
  readonly definition: KindDefinition;
  readonly key: ObjectKey;
  readonly old: AnyObject;
  readonly operation: Extract<Operation, { verb: 'patch' }>;
}

export function patchScale(scope: Scope, { definition, key, old, operation }: ScalePatch): Prepared {
  const { specReplicas } = scalePaths(definition);
  const live: AnyObject = { ...scaleOf(definition, old) };
  const { resourceVersion: _, ...metadata } = live.metadata;
  const patched = (
    operation.patchType === 'json'
      ? applyJsonPatch(live, operation.patch)
      : applyMergePatch({ ...live, metadata }, operation.patch)
  ) as Partial<Scale>;
  const replicas = patched.spec?.replicas ?? 0;
  if (!Number.isInteger(replicas)) throw badRequestError('spec.replicas: must be an integer (int32)');
  if (replicas < 0) {
    const error = invalid(new FieldPath('spec.replicas'), replicas, 'must be greater than or equal to 0');
    throw invalidError(groupKind(definition), key.name, [error]);
  }
  const wanted = patched.metadata?.resourceVersion;
  const { resourceVersion: __, ...oldMetadata } = old.metadata;
  const next = withValueAt(
    { ...old, metadata: { ...oldMetadata, ...(wanted !== undefined && { resourceVersion: wanted }) } },
    specReplicas.split('.'),
    replicas,
  ) as AnyObject;
  const decoded = { definition, object: next, warnings: [] };
  return updateObject(scope, { verb: 'patch', decoded, old, key, subresource: 'scale', owns: 'changes' });
}

function withValueAt(value: unknown, path: readonly string[], leaf: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return leaf;
  const container = (value ?? {}) as Record<string, unknown>;
  return { ...container, [head]: withValueAt(container[head], rest, leaf) };
}
