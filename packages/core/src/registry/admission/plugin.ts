// What an admission plugin is: it may change or refuse a write after it was decoded and defaulted.
import { type ApiError, forbiddenError } from '../../resource/api-error.ts';
import { type KindDefinition, resourceName } from '../../resource/kind.ts';
import type { AnyObject, ObjectKey } from '../../resource/object.ts';
import type { Subresource } from '../operation.ts';
import type { Request } from '../request.ts';
import type { View } from '../view.ts';

export interface AdmissionInput {
  readonly request: Request;
  readonly verb: 'create' | 'update' | 'delete';
  readonly definition: KindDefinition;
  readonly key: ObjectKey;
  readonly subresource?: Subresource;
  /** The object to be stored, ours to change; the present one for a delete. */
  readonly object: AnyObject;
  readonly old?: AnyObject;
  readonly view: View;
}

export interface AdmissionPlugin {
  /** As `--enable-admission-plugins` names it. */
  readonly name: string;
  /** Throws ApiError to refuse. */
  admit(input: AdmissionInput): void;
}

export function refused({ definition, key }: AdmissionInput, why: string): ApiError {
  return forbiddenError({ kind: key.kind, resource: resourceName(definition), name: key.name }, why);
}
