// Which documents a compiler may execute. graphql-jit hands the literal of an argument to its scalar without the variables,
// so `{ name: $name }` in a JSON argument would lose the name and nobody would notice: such documents are interpreted.
import { BREAK, type DocumentNode, Kind, type ValueNode, visit } from 'graphql';

export function isCompilable(document: DocumentNode): boolean {
  let holdsVariables = false;
  visit(document, {
    Argument: ({ value }) => {
      if (value.kind === Kind.VARIABLE || !hasVariable(value)) return false;
      holdsVariables = true;
      return BREAK;
    },
  });
  return !holdsVariables;
}

function hasVariable(value: ValueNode): boolean {
  switch (value.kind) {
    case Kind.VARIABLE:
      return true;
    case Kind.LIST:
      return value.values.some(hasVariable);
    case Kind.OBJECT:
      return value.fields.some((field) => hasVariable(field.value));
    default:
      return false;
  }
}
