// Takes a manifest through a kind's own rules, in the order of the registry but without it: structure, defaults, what
// create and update force, validation. Errors come back as Kubernetes prints them, `field: message`.
import { applyDeclaredDefaults } from '@portolan/core/resource/declared-defaults.ts';
import { type FieldError, fieldErrorText } from '@portolan/core/resource/field-error.ts';
import type { KindDefinition } from '@portolan/core/resource/kind.ts';
import { type AnyObject, apiVersionOf } from '@portolan/core/resource/object.ts';
import { typeNameOf } from '@portolan/core/resource/schema-table.ts';
import { decodeStructure } from '@portolan/core/resource/structure.ts';

/** What a test says of an object; the kind's `apiVersion` and `kind`, a name and a namespace are filled in. */
export type Sketch = Readonly<Record<string, unknown>>;

function typeNameFor(definition: KindDefinition): string {
  return typeNameOf(apiVersionOf(definition.group, definition.version), definition.kind);
}

/** Decoded and defaulted. Throws on whatever the schema does not know. */
export function defaulted(definition: KindDefinition, sketch: Sketch): AnyObject {
  const { metadata, ...rest } = sketch;
  const { value, errors, unknownFields } = decodeStructure(typeNameFor(definition), {
    apiVersion: apiVersionOf(definition.group, definition.version),
    kind: definition.kind,
    metadata: {
      name: 'a',
      ...(definition.namespaced && { namespace: 'default' }),
      ...(metadata as object | undefined),
    },
    ...rest,
  });
  const wrong = [...errors.map(fieldErrorText), ...unknownFields];
  if (wrong.length > 0) throw new Error(`the test's own object is malformed: ${wrong.join(', ')}`);
  applyDeclaredDefaults(typeNameFor(definition), value);
  definition.applyDefaults(value);
  return value;
}

export function created(definition: KindDefinition, sketch: Sketch): AnyObject {
  const object = defaulted(definition, sketch);
  definition.prepareForCreate?.(object);
  return object;
}

/** What an update of a stored object stores. */
export function updated(definition: KindDefinition, sketch: Sketch, old: AnyObject): AnyObject {
  const object = defaulted(definition, sketch);
  definition.prepareForUpdate?.(object, old);
  return object;
}

export function creationErrors(definition: KindDefinition, sketch: Sketch): string[] {
  const object = created(definition, sketch);
  return texts([...definition.validate(object), ...(definition.validateCreate?.(object) ?? [])]);
}

export function updateErrors(definition: KindDefinition, sketch: Sketch, old: Sketch): string[] {
  const stored = created(definition, old);
  const next = updated(definition, sketch, stored);
  return texts([...definition.validate(next), ...(definition.validateUpdate?.(next, stored) ?? [])]);
}

export function statusErrors(definition: KindDefinition, sketch: Sketch, old: Sketch): string[] {
  const next = defaulted(definition, sketch);
  return texts(definition.validateStatusUpdate?.(next, created(definition, old)) ?? []);
}

function texts(errors: readonly FieldError[]): string[] {
  return errors.map(fieldErrorText);
}
