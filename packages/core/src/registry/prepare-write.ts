// The shared second half of every create and update: carry over, default, admit, validate, own, count.
import { ApiError, badRequestError, conflictError, invalidError } from '../resource/api-error.ts';
import { sameExceptManagedFieldsTimes } from '../resource/apply/managed-fields.ts';
import { trackUpdate } from '../resource/apply/track-update.ts';
import { timeText } from '../resource/clock.ts';
import { applyDeclaredDefaults } from '../resource/declared-defaults.ts';
import { deepEqual, shareEqualParts } from '../resource/equality.ts';
import { type FieldError, FieldPath } from '../resource/field-error.ts';
import type { ObjectMeta } from '../resource/generated/kubernetes.ts';
import { copyJson } from '../resource/json-value.ts';
import { groupKind, type KindDefinition, resourceName } from '../resource/kind.ts';
import type { Manifest } from '../resource/manifest.ts';
import type { AnyObject, ObjectKey } from '../resource/object.ts';
import { typeNameOf } from '../resource/schema-table.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../resource/validation/object-meta.ts';
import { admit } from './admission.ts';
import { type Decoded, decodeManifest } from './decode.ts';
import { generateName, newUid } from './generated-names.ts';
import { refuseOversize } from './object-size.ts';
import type { Subresource } from './operation.ts';
import {
  authorizeFor,
  checkResourceVersion,
  keyOf,
  type Prepared,
  refuseExisting,
  type Scope,
  subjectOf,
} from './prepare.ts';

function typeOf(object: AnyObject): string {
  return typeNameOf(object.apiVersion, object.kind);
}

function applyDefaults(definition: KindDefinition, object: AnyObject): void {
  applyDeclaredDefaults(typeOf(object), object);
  definition.applyDefaults(object);
}

function refuseInvalid(definition: KindDefinition, object: AnyObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidError(groupKind(definition), object.metadata.name, errors);
}

function validateMeta(definition: KindDefinition, object: AnyObject): FieldError[] {
  const { namespaced, nameForm = 'dns1123Subdomain' } = definition;
  return validateObjectMeta(object.metadata, { namespaced, nameForm }, new FieldPath('metadata'));
}

/** A create, or an apply of what does not exist (`keepManagedFields`: the apply has already said who owns what). */
export function createObject(scope: Scope, decoded: Decoded, { keepManagedFields = false } = {}): Prepared {
  const { definition, object, warnings } = decoded;
  const { metadata } = object;
  if (metadata.resourceVersion && !keepManagedFields) {
    throw badRequestError('resourceVersion should not be set on objects to be created');
  }
  const { managedFields } = metadata;
  if (metadata.name === '' && metadata.generateName) metadata.name = generateName(metadata.generateName, scope.clock);
  object.metadata = newMetadata(scope, definition, metadata);
  if (definition.hasStatus && !definition.keepsStatusAtCreation) delete object.status;
  const key = keyOf(definition, object);
  authorizeFor(scope, 'create', definition, key, { object });
  applyDefaults(definition, object);
  definition.prepareForCreate?.(object);
  admit({ request: scope.request, verb: 'create', definition, key, object, view: scope.view });
  definition.allocate?.(object, scope.view.claims);
  refuseInvalid(definition, object, creationErrors(definition, object));
  if (scope.view.object(key)) refuseExisting(definition, key.name);
  if (keepManagedFields && managedFields) object.metadata.managedFields = managedFields;
  const owned = keepManagedFields ? object : ownChanges(scope, undefined, object);
  refuseOversize(owned, groupKind(definition));
  return {
    key,
    outcome: 'created',
    write: { op: 'create', key, object: owned },
    object: owned,
    warnings,
    guardedByClient: false,
  };
}

/**
 * A manifest that the set creates several times is decided on once: with a name that is drawn, what comes of it differs in
 * name and uid alone, and all copies share the rest. So a replica set's pods cost little more than their rows.
 */
export function createFrom(scope: Scope, manifest: Manifest): Prepared {
  const first = scope.created.get(manifest);
  if (first) return copyOf(scope, first);
  const decoded = decodeManifest(manifest, scope);
  const { definition, object } = decoded;
  const drawsName = object.metadata.name === '' && object.metadata.generateName !== undefined;
  const prepared = createObject(scope, decoded);
  // What only one object may have must be taken by each for itself.
  if (drawsName && !definition.allocate && !definition.claims) scope.created.set(manifest, prepared);
  return prepared;
}

function copyOf(scope: Scope, { object: first, warnings }: Prepared): Prepared {
  const definition = scope.kinds.findFor(first);
  if (!definition) throw new Error(`${first.kind} was created, which is not served`);
  const name = generateName(first.metadata.generateName ?? '', scope.clock);
  const object = { ...first, metadata: { ...first.metadata, name, uid: newUid(scope.clock) } };
  const key = keyOf(definition, object);
  authorizeFor(scope, 'create', definition, key, { object });
  if (scope.view.object(key)) refuseExisting(definition, name);
  return { key, outcome: 'created', write: { op: 'create', key, object }, object, warnings, guardedByClient: false };
}

function newMetadata(scope: Scope, { countsGenerations }: KindDefinition, sent: ObjectMeta): ObjectMeta {
  const {
    resourceVersion,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    selfLink,
    managedFields,
    generation,
    ...kept
  } = sent;
  return {
    ...kept,
    uid: newUid(scope.clock),
    creationTimestamp: timeText(scope.clock.now()),
    ...(countsGenerations && { generation: 1 }),
  };
}

function ownChanges(scope: Scope, live: AnyObject | undefined, next: AnyObject, subresource?: Subresource): AnyObject {
  return trackUpdate({
    live,
    next,
    manager: scope.request.fieldManager,
    ...(subresource && { subresource }),
    typeName: typeOf(next),
    now: timeText(scope.clock.now()),
  });
}

export interface UpdateInput {
  readonly verb: 'update' | 'patch';
  /** The object as the client wants it. */
  readonly decoded: Decoded;
  readonly old: AnyObject;
  readonly key: ObjectKey;
  readonly subresource: Subresource | undefined;
  /** `applied`: server-side apply has already said who owns what. */
  readonly owns: 'changes' | 'applied';
}

export function updateObject(scope: Scope, input: UpdateInput): Prepared {
  const { decoded, old, key, subresource, owns } = input;
  const { definition, warnings } = decoded;
  const guardedByClient = checkResourceVersion(definition, decoded.object, old);
  checkUid(definition, decoded.object, old);
  // A client that sends them resets who owns what; sub-resources and clients that send none leave it as it is.
  const sent = subresource === undefined || owns === 'applied' ? decoded.object.metadata.managedFields : undefined;
  const managedFields = sent ?? old.metadata.managedFields;
  if (subresource === 'finalize' && !definition.hasFinalize) throw noSubresource(definition, subresource);
  const next = carriedOver(definition, decoded.object, old, subresource);
  authorizeFor(scope, input.verb, definition, key, { subresource, object: next, old });
  if (!sharesWithStored(definition, subresource)) applyDefaults(definition, next);
  if (subresource === 'status') definition.prepareForStatusUpdate?.(next, old);
  else if (subresource !== 'finalize') definition.prepareForUpdate?.(next, old);
  admit({
    request: scope.request,
    verb: 'update',
    definition,
    key,
    object: next,
    old,
    view: scope.view,
    ...(subresource && { subresource }),
  });
  if (subresource === undefined) definition.allocate?.(next, scope.view.claims);
  shareUnchanged(next, old);
  refuseInvalid(definition, next, updateErrors(definition, next, old, subresource));
  if (subresource !== 'status') countGeneration(definition, next, old);
  if (managedFields) next.metadata.managedFields = managedFields;
  const owned = owns === 'applied' ? next : ownChanges(scope, old, next, subresource);
  const shared = { key, warnings, guardedByClient };
  if (isSame(owned, old)) return { ...shared, outcome: 'unchanged', object: old };
  refuseOversize(owned, groupKind(definition));
  const guard = guardOn(scope, key);
  if (isReleased(definition, owned, old)) {
    return { ...shared, outcome: 'deleted', write: { op: 'delete', key, guard }, object: owned };
  }
  return { ...shared, outcome: 'configured', write: { op: 'update', key, object: owned, guard }, object: owned };
}

/** As Kubernetes answers for a sub-resource that a kind does not have. */
export function noSubresource(definition: KindDefinition, subresource: Subresource): ApiError {
  const resource = `${resourceName(definition)}/${subresource}`;
  return new ApiError('NotFound', `the server could not find the requested resource: ${resource}`);
}

export function guardOn(scope: Scope, key: ObjectKey): { uid: string; revision: number } {
  const stored = scope.view.stored(key);
  if (!stored) throw new Error(`${key.kind} ${key.name} is not in the cache it was read from`);
  return { uid: stored.uid, revision: stored.revision };
}

function checkUid(definition: KindDefinition, next: AnyObject, old: AnyObject): void {
  const { uid } = next.metadata;
  if (uid === undefined || uid === '' || uid === old.metadata.uid) return;
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`;
  throw conflictError(subjectOf(definition, old.metadata.name), why);
}

/** Whether a write leaves alone whatever is outside of what it brings, so that it need not be copied. */
function sharesWithStored(definition: KindDefinition, subresource: Subresource | undefined): boolean {
  return subresource === 'status' && definition.statusHasNoDefaults === true;
}

/** What the client may change, on top of what it may not; a deep copy, so that defaults can be set in place. */
function carriedOver(
  definition: KindDefinition,
  sent: AnyObject,
  old: AnyObject,
  subresource: Subresource | undefined,
): AnyObject {
  const { managedFields: _, resourceVersion: __, ...oldMetadata } = old.metadata;
  switch (subresource) {
    case 'status': {
      const metadata = statusMetadata(definition, sent, oldMetadata);
      if (!sharesWithStored(definition, subresource)) return copyJson(withStatus({ ...old, metadata }, sent));
      return copyOfStatus({ ...old, metadata: copyJson(metadata) }, sent);
    }
    case 'finalize':
      return copyJson(withFinalizers({ ...old, metadata: oldMetadata }, sent));
    default:
      return copyJson(mainOf(definition, sent, old));
  }
}

function withFinalizers(object: AnyObject, from: AnyObject): AnyObject {
  const finalizers = (from.spec as { finalizers?: unknown } | undefined)?.finalizers ?? [];
  return { ...object, spec: { ...(object.spec ?? {}), finalizers } };
}

function statusMetadata({ statusCarriesAnnotations }: KindDefinition, sent: AnyObject, old: ObjectMeta): ObjectMeta {
  const { annotations } = sent.metadata;
  return statusCarriesAnnotations && annotations ? { ...old, annotations } : old;
}

/** Whatever compares the two from here on sees at a glance what has not changed. The metadata itself stays ours to change. */
function shareUnchanged(next: AnyObject, old: AnyObject): void {
  shareEqualParts(next.metadata, old.metadata);
  const { metadata: _, ...rest } = next;
  Object.assign(next, shareEqualParts(rest, old));
}

function copyOfStatus(object: AnyObject, { status, ...from }: AnyObject): AnyObject {
  return withStatus(object, { ...from, status: copyJson(status) });
}

function withStatus(object: AnyObject, from: AnyObject): AnyObject {
  const { status: _, ...rest } = object;
  return from.status === undefined ? (rest as AnyObject) : ({ ...rest, status: from.status } as AnyObject);
}

const carriedMetadata = [
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
] as const;

function mainOf(definition: KindDefinition, sent: AnyObject, old: AnyObject): AnyObject {
  const metadata: Record<string, unknown> = { ...sent.metadata };
  for (const field of [...carriedMetadata, 'managedFields', 'resourceVersion', 'selfLink'] as const)
    delete metadata[field];
  for (const field of carriedMetadata) {
    if (old.metadata[field] !== undefined) metadata[field] = old.metadata[field];
  }
  const main = { ...sent, metadata: metadata as unknown as ObjectMeta }; // `name` came with `sent.metadata`.
  return definition.hasStatus ? withStatus(main, old) : main;
}

function creationErrors(definition: KindDefinition, object: AnyObject): FieldError[] {
  return [
    ...validateMeta(definition, object),
    ...definition.validate(object),
    ...(definition.validateCreate?.(object) ?? []),
  ];
}

function updateErrors(
  definition: KindDefinition,
  next: AnyObject,
  old: AnyObject,
  subresource: Subresource | undefined,
): FieldError[] {
  if (subresource === 'status') return definition.validateStatusUpdate?.(next, old) ?? [];
  return [
    ...validateMeta(definition, next),
    ...validateObjectMetaUpdate(next.metadata, old.metadata, new FieldPath('metadata')),
    ...definition.validate(next),
    ...(definition.validateUpdate?.(next, old) ?? []),
  ];
}

/** Generation counts changes of what is outside metadata and status, and of annotations where a kind says so. */
function countGeneration(definition: KindDefinition, next: AnyObject, old: AnyObject): void {
  if (!definition.countsGenerations) return;
  const withAnnotations = definition.generationCountsAnnotations === true;
  const desired = ({ metadata, status: _, ...rest }: AnyObject) => ({
    ...rest,
    ...(withAnnotations && { annotations: metadata.annotations ?? {} }),
  });
  const isChanged = !deepEqual(desired(next), desired(old));
  next.metadata.generation = (old.metadata.generation ?? 0) + (isChanged ? 1 : 0);
}

function isSame(next: AnyObject, old: AnyObject): boolean {
  const { resourceVersion: _, ...oldMetadata } = old.metadata;
  return sameExceptManagedFieldsTimes(next, { ...old, metadata: oldMetadata });
}

/** The last finalizer of an object that was waiting for it is gone, as Kubernetes' ShouldDeleteDuringUpdate. */
function isReleased(definition: KindDefinition, next: AnyObject, old: AnyObject): boolean {
  if (old.metadata.deletionTimestamp === undefined || old.metadata.deletionGracePeriodSeconds !== 0) return false;
  return !next.metadata.finalizers?.length && definition.blocksDeletion?.(next) !== true;
}
