// The one field that a subscription subscribes to, with its arguments.
import { badRequestError } from '@portolan/core/resource/api-error.ts';
import { type FieldNode, type GraphQLField, getArgumentValues, getVariableValues, Kind } from 'graphql';
import { InvalidDocument } from './documents.ts';
import type { PreparedOperation, Variables } from './prepared-operation.ts';

export interface SubscribedField {
  readonly operation: PreparedOperation;
  readonly variables: Variables;
  /** The variables as GraphQL coerces them, defaults filled in. */
  readonly coerced: Variables;
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What the field carries: it says how it is run. */
  readonly extension: unknown;
}

/** Throws InvalidDocument and BadRequest. */
export function subscribedField(operation: PreparedOperation, variables: Variables): SubscribedField {
  const coerced = coerceVariables(operation, variables);
  const { node, field } = rootFieldOf(operation);
  return {
    operation,
    variables,
    coerced,
    field: field.name,
    args: getArgumentValues(field, node, coerced),
    extension: field.extensions.portolan,
  };
}

function coerceVariables({ schema, definition }: PreparedOperation, variables: Variables): Variables {
  const { coerced, errors } = getVariableValues(schema, definition.variableDefinitions ?? [], variables);
  if (errors) throw new InvalidDocument(errors);
  return coerced;
}

function rootFieldOf({ schema, definition }: PreparedOperation): {
  node: FieldNode;
  field: GraphQLField<unknown, unknown>;
} {
  const [node] = definition.selectionSet.selections;
  if (node?.kind !== Kind.FIELD) throw badRequestError('a subscription names its field at the root, not in a fragment');
  const field = schema.getSubscriptionType()?.getFields()[node.name.value];
  if (!field) throw badRequestError(`${node.name.value} cannot be subscribed to`); // `__typename` passes validation.
  return { node, field };
}
