// Ways of putting something between a part of the product and what it works with.
import type { Operation } from '@portolan/core/registry/operation.ts';
import type { ControllerDefinition, ReconcileContext } from '@portolan/core/runtime/controller.ts';
import type { Bug } from './bug.ts';

/** The same object but for some members. */
export function overriding<T extends object>(target: T, members: Partial<T>): T {
  return new Proxy(target, {
    get(given, name) {
      const member: unknown = name in members ? Reflect.get(members, name) : Reflect.get(given, name, given);
      return typeof member === 'function' && !(name in members) ? member.bind(given) : member;
    },
  });
}

/** Distorts what the controllers of these names are given to work with. */
export function inController(
  names: readonly string[],
  distort: (context: ReconcileContext, key: string) => Partial<ReconcileContext>,
): NonNullable<Bug['controller']> {
  return (definition) => {
    if (!names.includes(definition.name)) return undefined;
    return {
      ...definition,
      reconcile: (context, key) => definition.reconcile({ ...context, ...distort(context, key) }, key),
    };
  };
}

/** Distorts what the controllers of these names write. */
export function inWrites(
  names: readonly string[],
  distort: (operation: Operation, context: ReconcileContext) => readonly Operation[],
): NonNullable<Bug['controller']> {
  return inController(names, (context) => ({
    execute: (operations, options) =>
      context.execute(
        operations.flatMap((each) => distort(each, context)),
        options,
      ),
  }));
}

export function isCreationOf(kind: string, operation: Operation): operation is Extract<Operation, { verb: 'create' }> {
  return operation.verb === 'create' && operation.manifest.kind === kind;
}

/** The definition with other keys for what it watches. */
export function withKeys(
  definition: ControllerDefinition,
  keysOf: (rule: ControllerDefinition['watches'][number]) => ControllerDefinition['watches'][number]['keysOf'],
): ControllerDefinition {
  return { ...definition, watches: definition.watches.map((rule) => ({ ...rule, keysOf: keysOf(rule) })) };
}
