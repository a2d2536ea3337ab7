// Manifests as people hand them in: YAML or JSON, any number of documents, lists of objects among them.
import { ApiError, badRequestError } from './api-error.ts';
import { readJson } from './json-reader.ts';
import { isJsonObject } from './json-value.ts';
import { readYaml } from './yaml-reader.ts';

/** One object, not yet checked against the schema table. */
export type Manifest = Readonly<Record<string, unknown>>;

export interface ManifestLimits {
  /** Bytes of the text. */
  readonly maxBytes: number;
  readonly maxDepth: number;
  /** Pieces of YAML syntax: what reading costs. */
  readonly maxTokens: number;
}

/** The size is that of Kubernetes' requests. */
export const manifestLimits: ManifestLimits = {
  maxBytes: 3 * 1024 * 1024,
  maxDepth: 512,
  maxTokens: 500_000,
};

/**
 * The objects of all documents, in order; empty documents are skipped and lists taken apart. Throws BadRequest for
 * malformed text, with line and column, and RequestEntityTooLarge.
 */
export function parseManifests(text: string, limits: ManifestLimits = manifestLimits): Manifest[] {
  const { maxBytes, maxDepth, maxTokens } = limits;
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) throw tooLarge(maxBytes);
  const values = readJson(text, maxDepth) ?? readYaml(text, { maxLength: maxBytes, maxDepth, maxTokens });
  return values.flatMap((value, index) => objectsOf(value, `document ${index + 1}`));
}

/** `List`, and lists of one kind, whose items may leave out apiVersion and kind. */
function objectsOf(value: unknown, place: string): Manifest[] {
  if (!isJsonObject(value)) {
    const message = `${place} is not an object`;
    throw badRequestError(message, [{ reason: 'FieldValueTypeInvalid', field: '', message }]);
  }
  const { apiVersion, kind, items } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !(Array.isArray(items) || items === null)) return [value];
  const itemKind = kind.slice(0, -'List'.length);
  return (items ?? []).flatMap((item: unknown, index: number) =>
    objectsOf(
      isJsonObject(item) && itemKind !== '' ? { apiVersion, kind: itemKind, ...item } : item,
      `${place}: items[${index}]`,
    ),
  );
}

function tooLarge(limitBytes: number): ApiError {
  return new ApiError('RequestEntityTooLarge', `Request entity too large: limit is ${limitBytes}`);
}
