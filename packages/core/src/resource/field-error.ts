// Errors of single fields, with the types, texts and paths of Kubernetes' field.Error (apimachinery util/validation/field).

export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.containers[0].image`, `metadata.labels`. */
  readonly field: string;
  /** The text without the field, as Kubernetes' ErrorBody: `Invalid value: -1: must be greater than or equal to 0`. */
  readonly message: string;
}

/** A place inside an object, built as the walk goes down. */
export class FieldPath {
  readonly text: string;

  constructor(text = '') {
    this.text = text;
  }

  child(...names: string[]): FieldPath {
    const below = names.join('.');
    return new FieldPath(this.text === '' ? below : `${this.text}.${below}`);
  }

  index(position: number): FieldPath {
    return new FieldPath(`${this.text}[${position}]`);
  }

  key(name: string): FieldPath {
    return new FieldPath(`${this.text}[${name}]`);
  }

  toString(): string {
    return this.text;
  }
}

/** A value as Kubernetes prints it inside an error: strings quoted, objects as JSON. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  return JSON.stringify(value);
}

function withDetail(head: string, detail: string): string {
  return detail === '' ? head : `${head}: ${detail}`;
}

export function required(path: FieldPath, detail: string): FieldError {
  return { type: 'FieldValueRequired', field: path.text, message: withDetail('Required value', detail) };
}

export function invalid(path: FieldPath, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field: path.text, message: withDetail(`Invalid value: ${shown(value)}`, detail) };
}

export function typeInvalid(path: FieldPath, value: unknown, detail: string): FieldError {
  return {
    type: 'FieldValueTypeInvalid',
    field: path.text,
    message: withDetail(`Invalid value: ${shown(value)}`, detail),
  };
}

export function notSupported(path: FieldPath, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.map((each) => JSON.stringify(each)).join(', ');
  const detail = supported.length > 0 ? `supported values: ${list}` : '';
  return {
    type: 'FieldValueNotSupported',
    field: path.text,
    message: withDetail(`Unsupported value: ${shown(value)}`, detail),
  };
}

export function duplicate(path: FieldPath, value: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field: path.text, message: `Duplicate value: ${shown(value)}` };
}

export function forbidden(path: FieldPath, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field: path.text, message: withDetail('Forbidden', detail) };
}

export function notFound(path: FieldPath, value: unknown): FieldError {
  return { type: 'FieldValueNotFound', field: path.text, message: `Not found: ${shown(value)}` };
}

/** `limit` in bytes. */
export function tooLong(path: FieldPath, limit: number): FieldError {
  return { type: 'FieldValueTooLong', field: path.text, message: `Too long: may not be more than ${limit} bytes` };
}

export function tooMany(path: FieldPath, found: number, limit: number): FieldError {
  const items = limit === 1 ? 'item' : 'items';
  return {
    type: 'FieldValueTooMany',
    field: path.text,
    message: `Too many: ${found}: must have at most ${limit} ${items}`,
  };
}

/** Field and message together, as Kubernetes prints an error. */
export function fieldErrorText(error: FieldError): string {
  return error.field === '' ? error.message : `${error.field}: ${error.message}`;
}
