// From one operation to at most one write: everything between authorisation and the store. Nothing here writes.
import {
  alreadyExistsError,
  badRequestError,
  conflictError,
  notFoundError,
  objectModified,
  type Subject,
} from '../resource/api-error.ts';
import { applyConflictError } from '../resource/apply/apply-conflict.ts';
import { applyManifest } from '../resource/apply/apply-manifest.ts';
import { type Clock, timeText } from '../resource/clock.ts';
import { groupKind, type KindDefinition, type KindList, resourceName } from '../resource/kind.ts';
import type { Manifest } from '../resource/manifest.ts';
import { type AnyObject, apiVersionOf, keyText, type ObjectKey } from '../resource/object.ts';
import { applyJsonPatch } from '../resource/patch/json-patch.ts';
import { applyMergePatch } from '../resource/patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../resource/patch/strategic-merge.ts';
import { typeNameOf } from '../resource/schema-table.ts';
import type { Write } from '../store/store.ts';
import { authorize, type Verb } from './authorize.ts';
import { settleClaims } from './claims.ts';
import { decodeManifest, redecode } from './decode.ts';
import type { FieldValidation, ObjectRef, Operation, Outcome, Subresource } from './operation.ts';
import { prepareBind } from './prepare-bind.ts';
import { prepareDelete } from './prepare-delete.ts';
import { createFrom, createObject, updateObject } from './prepare-write.ts';
import type { Request } from './request.ts';
import { patchScale } from './scale.ts';
import type { View } from './view.ts';

/** What every operation of one change set shares. */
export interface Scope {
  readonly request: Request;
  readonly kinds: KindList;
  readonly clock: Clock;
  readonly view: View;
  readonly fieldValidation: FieldValidation;
  readonly defaultNamespace: string;
  /** What was made of manifests that draw their names, for the next of the same. */
  readonly created: Map<Manifest, Prepared>;
}

export interface Prepared {
  readonly key: ObjectKey;
  readonly outcome: Outcome;
  /** Absent when nothing changes. */
  readonly write?: Write;
  /** As it will be; what is written lacks its resourceVersion until it is committed. */
  readonly object: AnyObject;
  readonly warnings: readonly string[];
  /** The client itself asked for this very version: a mismatch is its conflict, not ours to retry. */
  readonly guardedByClient: boolean;
}

export function prepare(scope: Scope, position: number, operation: Operation): Prepared {
  const prepared = prepareOne(scope, operation);
  settleClaims(scope, prepared);
  const isGone = prepared.write?.op === 'delete';
  scope.view.note(prepared.key, position, isGone ? undefined : prepared.object);
  return prepared;
}

function prepareOne(scope: Scope, operation: Operation): Prepared {
  switch (operation.verb) {
    case 'create':
      return createFrom(scope, operation.manifest);
    case 'update':
      return prepareUpdate(scope, operation.manifest, operation.subresource);
    case 'patch':
      return preparePatch(scope, operation);
    case 'apply':
      return prepareApply(scope, operation);
    case 'delete':
      return prepareDelete(scope, operation);
    case 'bind':
      return prepareBind(scope, operation);
  }
}

export function subjectOf(definition: KindDefinition, name: string): Subject {
  return { kind: groupKind(definition), resource: resourceName(definition), name };
}

export function keyOf(definition: KindDefinition, object: AnyObject): ObjectKey {
  return {
    kind: groupKind(definition),
    namespace: definition.namespaced ? (object.metadata.namespace ?? '') : '',
    name: object.metadata.name,
  };
}

/** The kind and key that a reference means. Throws BadRequest for a kind that is not served. */
export function resolveRef(kinds: KindList, defaultNamespace: string, ref: ObjectRef) {
  const definition = kinds.find(ref.kind);
  if (!definition) throw badRequestError(`the server doesn't have a resource type "${ref.kind}"`);
  const namespace = definition.namespaced ? (ref.namespace ?? defaultNamespace) : '';
  return { definition, key: { kind: ref.kind, namespace, name: ref.name } };
}

export function authorizeFor(
  scope: Scope,
  verb: Verb,
  definition: KindDefinition,
  key: ObjectKey,
  rest: {
    subresource?: Subresource | 'binding' | undefined;
    object?: AnyObject | undefined;
    old?: AnyObject | undefined;
  } = {},
): void {
  const { subresource, object, old } = rest;
  const target = {
    definition,
    namespace: key.namespace,
    name: verb === 'create' ? '' : key.name,
    ...(subresource && { subresource }),
    ...(object && { object }),
    ...(old && { old }),
  };
  authorize(scope.request.identity, verb, target, scope.view.cache);
}

/** The live object that an operation changes; throws Forbidden before NotFound, so that names do not leak. */
function liveObject(scope: Scope, verb: Verb, definition: KindDefinition, key: ObjectKey, subresource?: Subresource) {
  const old = scope.view.object(key);
  authorizeFor(scope, verb, definition, key, { subresource, old });
  if (!old) throw notFoundError(subjectOf(definition, key.name));
  refuseTwice(scope, key);
  return old;
}

function refuseTwice({ view }: Scope, key: ObjectKey): void {
  if (!view.isWrittenHere(key)) return;
  throw badRequestError(`${keyText(key)} is changed more than once; a change set may do so once`);
}

function prepareUpdate(scope: Scope, manifest: Manifest, subresource?: Subresource): Prepared {
  if (subresource === 'scale') throw badRequestError('update of scale takes a patch: patch spec.replicas of the scale');
  const decoded = decodeManifest(manifest, scope);
  const key = keyOf(decoded.definition, decoded.object);
  const old = liveObject(scope, 'update', decoded.definition, key, subresource);
  return updateObject(scope, { verb: 'update', decoded, old, key, subresource, owns: 'changes' });
}

function preparePatch(scope: Scope, operation: Extract<Operation, { verb: 'patch' }>): Prepared {
  const { definition, key } = resolveRef(scope.kinds, scope.defaultNamespace, operation.ref);
  const { subresource } = operation;
  const old = liveObject(scope, 'patch', definition, key, subresource);
  if (subresource === 'scale') return patchScale(scope, { definition, key, old, operation });
  const decoded = redecode(patchedBy(operation, definition, old), definition, scope);
  if (decoded.object.metadata.name !== key.name || (decoded.object.metadata.namespace ?? '') !== key.namespace) {
    throw badRequestError('the name and namespace of an object cannot be changed by a patch');
  }
  return updateObject(scope, { verb: 'patch', decoded, old, key, subresource, owns: 'changes' });
}

/**
 * The document after the patch. Unless the patch speaks of it, the live resourceVersion is left out: one that is there
 * afterwards comes from the client and is a precondition.
 */
function patchedBy(
  { patchType, patch }: Extract<Operation, { verb: 'patch' }>,
  definition: KindDefinition,
  live: AnyObject,
): unknown {
  const { resourceVersion: _, ...metadata } = live.metadata;
  const document = patchType === 'json' && speaksOfVersion(patch) ? live : { ...live, metadata };
  const typeName = typeNameOf(apiVersionOf(definition.group, definition.version), definition.kind);
  switch (patchType) {
    case 'json':
      return applyJsonPatch(document, patch);
    case 'merge':
      return applyMergePatch(document, patch);
    case 'strategic':
      return applyStrategicMergePatch(typeName, document, patch);
  }
}

function speaksOfVersion(jsonPatch: unknown): boolean {
  if (!Array.isArray(jsonPatch)) return false;
  return jsonPatch.some((step: { path?: unknown } | null) => step?.path === '/metadata/resourceVersion');
}

function prepareApply(scope: Scope, operation: Extract<Operation, { verb: 'apply' }>): Prepared {
  const { subresource, force = false } = operation;
  if (subresource === 'scale')
    throw badRequestError('apply of scale is not supported; patch spec.replicas of the scale');
  if (subresource === 'finalize')
    throw badRequestError('apply of finalize is not supported; patch spec.finalizers of it');
  const decoded = decodeManifest(operation.manifest, scope);
  const { definition, object: manifest } = decoded;
  if (manifest.metadata.name === '') {
    throw badRequestError('name must be provided', [
      { reason: 'FieldValueRequired', field: 'metadata.name', message: 'Required value: name must be provided' },
    ]);
  }
  if (manifest.metadata.managedFields?.length) throw badRequestError('metadata.managedFields must be nil');
  const key = keyOf(definition, manifest);
  const old = scope.view.object(key);
  authorizeFor(scope, 'patch', definition, key, { subresource, old });
  refuseTwice(scope, key);
  if (!old && subresource) throw notFoundError(subjectOf(definition, key.name));
  const resourceVersion = manifest.metadata.resourceVersion;
  if (!old && resourceVersion !== undefined && resourceVersion !== '0')
    throw notFoundError(subjectOf(definition, key.name));
  const merged = applyManifest({
    live: old,
    manifest: onlyApplied(definition, manifest, subresource),
    manager: scope.request.fieldManager,
    force,
    ...(subresource && { subresource }),
    typeName: typeNameOf(manifest.apiVersion, manifest.kind),
    now: timeText(scope.clock.now()),
  });
  if (merged.conflicts.length > 0) throw applyConflictError(subjectOf(definition, key.name), merged.conflicts);
  if (!old) return createObject(scope, { ...decoded, object: merged.object }, { keepManagedFields: true });
  const next = { ...merged.object, metadata: { ...merged.object.metadata } };
  if (resourceVersion === undefined) delete next.metadata.resourceVersion;
  else next.metadata.resourceVersion = resourceVersion;
  return updateObject(scope, {
    verb: 'patch',
    decoded: { ...decoded, object: next },
    old,
    key,
    subresource,
    owns: 'applied',
  });
}

/** A main apply leaves the status alone, a status apply everything else. */
function onlyApplied(definition: KindDefinition, manifest: AnyObject, subresource?: Subresource): AnyObject {
  if (!definition.hasStatus) return manifest;
  const { status, ...rest } = manifest;
  if (subresource !== 'status') return rest;
  const { apiVersion, kind, metadata } = manifest;
  return { apiVersion, kind, metadata: { name: metadata.name, namespace: metadata.namespace ?? '' }, status };
}

export function checkResourceVersion(definition: KindDefinition, next: AnyObject, old: AnyObject): boolean {
  const wanted = next.metadata.resourceVersion;
  if (wanted === undefined || wanted === '') return false;
  if (wanted !== old.metadata.resourceVersion) {
    throw conflictError(subjectOf(definition, old.metadata.name), objectModified);
  }
  return true;
}

export function refuseExisting(definition: KindDefinition, name: string): never {
  throw alreadyExistsError(subjectOf(definition, name));
}
