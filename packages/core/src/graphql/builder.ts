// The one Pothos builder type of the project, and the scalars every schema has.
import SchemaBuilder from '@pothos/core';
import type { GraphqlContext } from './context.ts';
import { type ScalarShapes, scalarConfigs } from './scalars.ts';

interface GraphqlTypes {
  Context: GraphqlContext;
  Scalars: ScalarShapes;
}

export function createBuilder() {
  const builder = new SchemaBuilder<GraphqlTypes>({});
  for (const { name, description, parseValue, parseLiteral } of scalarConfigs()) {
    builder.scalarType(name, {
      description,
      serialize: (value) => value,
      parseValue: (value) => parseValue(value) as never, // It has checked what the shape promises.
      parseLiteral: (node, variables) => parseLiteral(node, variables) as never,
    });
  }
  return builder;
}

export type Builder = ReturnType<typeof createBuilder>;
type Types = Builder['$inferSchemaTypes'];
export type ObjectRef<T> = PothosSchemaTypes.ObjectRef<Types, T>;
export type InterfaceRef<T> = PothosSchemaTypes.InterfaceRef<Types, T>;
export type InputRef<T> = PothosSchemaTypes.InputObjectRef<Types, T>;
/** What Pothos hands to `fields` of an object type. */
export type ObjectFields<Parent> = PothosSchemaTypes.ObjectFieldBuilder<Types, Parent>;
