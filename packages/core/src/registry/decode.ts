// From a manifest as it came in to an object of a served kind: alias, structure, unknown fields, namespace.
import { ApiError, badRequestError, type Cause, causesOf } from '../resource/api-error.ts';
import { fieldErrorText } from '../resource/field-error.ts';
import type { KindDefinition, KindList } from '../resource/kind.ts';
import type { Manifest } from '../resource/manifest.ts';
import { type AnyObject, groupKindOf, parseApiVersion } from '../resource/object.ts';
import { typeNameOf, typeSchema } from '../resource/schema-table.ts';
import { decodeStructure } from '../resource/structure.ts';
import type { FieldValidation } from './operation.ts';

export interface Decoded {
  readonly definition: KindDefinition;
  /** Pruned, normalised, not yet defaulted; ours to change. */
  readonly object: AnyObject;
  readonly warnings: readonly string[];
}

export interface DecodeOptions {
  readonly kinds: KindList;
  readonly fieldValidation: FieldValidation;
  readonly defaultNamespace: string;
}

function stringField(manifest: Manifest, field: 'apiVersion' | 'kind'): string {
  const value = manifest[field];
  if (typeof value === 'string' && value !== '') return value;
  const message = `Object '${field === 'kind' ? 'Kind' : field}' is missing in the manifest`;
  throw badRequestError(message, [{ reason: 'FieldValueRequired', field, message: 'Required value' }]);
}

/** A manifest, and what it says it is. */
interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly manifest: Manifest;
}

/** Says which object is meant: a request may bring many. */
function refusal({ apiVersion, kind, manifest }: Named, message: string, causes: readonly Cause[]): ApiError {
  const { name } = (manifest.metadata ?? {}) as { name?: unknown };
  return new ApiError('BadRequest', message, {
    kind: groupKindOf(parseApiVersion(apiVersion).group, kind),
    ...(typeof name === 'string' && { name }),
    causes,
  });
}

function noMatch(named: Named): ApiError {
  const message = `no matches for kind "${named.kind}" in version "${named.apiVersion}"`;
  return refusal(named, message, [{ reason: 'FieldValueNotSupported', field: 'kind', message }]);
}

/** Throws BadRequest unless the value fits the type; unknown fields come back for the caller to judge. */
function decodeAs(named: Named) {
  const { apiVersion, kind, manifest } = named;
  const { value, unknownFields, errors } = decodeStructure(typeNameOf(apiVersion, kind), manifest);
  if (errors.length > 0) {
    const texts = errors.map(fieldErrorText).join(', ');
    throw refusal(named, `${handling(named)}: ${texts}`, causesOf(errors));
  }
  return { object: value as AnyObject, unknownFields };
}

function handling({ apiVersion, kind }: Named): string {
  const { version } = parseApiVersion(apiVersion);
  return `${kind} in version "${version}" cannot be handled as a ${kind}`;
}

function judgeUnknownFields(named: Named, fields: readonly string[], validation: FieldValidation): string[] {
  if (fields.length === 0 || validation === 'IGNORE') return [];
  const texts = fields.map((field) => `unknown field "${field}"${hint(named, field)}`);
  if (validation === 'WARN') return texts;
  const causes: Cause[] = fields.map((field, index) => ({
    reason: 'FieldValueInvalid',
    field,
    message: texts[index] ?? '',
  }));
  throw refusal(named, `${handling(named)}: strict decoding error: ${texts.join(', ')}`, causes);
}

/** A field that stands beside `spec` and belongs into it: lines of YAML that are not indented far enough. */
function hint({ apiVersion, kind }: Named, field: string): string {
  const { spec } = typeSchema(typeNameOf(apiVersion, kind)).fields;
  const isOfSpec = spec !== undefined && 'ref' in spec && Object.hasOwn(typeSchema(spec.ref).fields, field);
  return isOfSpec ? ` (did you mean "spec.${field}"?)` : '';
}

/** The name an alias or a version of a kind is served under; throws BadRequest for a kind nobody serves. */
export function decodeManifest(manifest: Manifest, options: DecodeOptions): Decoded {
  const apiVersion = stringField(manifest, 'apiVersion');
  const kind = stringField(manifest, 'kind');
  const named = { apiVersion, kind, manifest };
  const alias = options.kinds.findAlias({ apiVersion, kind });
  const served = options.kinds.findFor({ apiVersion, kind });
  if (!alias && !served) throw noMatch(named);
  const decoded = decodeAs(named);
  const warnings = judgeUnknownFields(named, decoded.unknownFields, options.fieldValidation);
  const object = (alias ? alias.convert(decoded.object) : decoded.object) as AnyObject;
  const definition = served ?? options.kinds.findFor(object);
  if (!definition) throw noMatch({ ...named, apiVersion: object.apiVersion, kind: object.kind });
  object.metadata = object.metadata ?? { name: '' };
  object.metadata.name = object.metadata.name ?? '';
  if (definition.namespaced && !object.metadata.namespace) object.metadata.namespace = options.defaultNamespace;
  return { definition, object, warnings };
}

/** Checks an object we changed ourselves (a patch applied to a stored one) as if it had been sent. */
export function redecode(value: unknown, definition: KindDefinition, options: DecodeOptions): Decoded {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequestError('the patch leaves no object');
  }
  const decoded = decodeManifest(value as Manifest, options);
  if (decoded.definition !== definition) throw badRequestError('a patch may not change apiVersion or kind');
  return decoded;
}
