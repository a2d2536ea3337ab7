// Subscriptions that differ only in where they resume become equal once they have caught up. The variable that feeds
// nothing but the `since` argument of the subscribed field therefore does not keep them apart.
import { type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';

/** Name of that variable, if the document has one. */
export function sinceVariableOf(document: DocumentNode, operation: OperationDefinitionNode): string | undefined {
  const [field] = operation.selectionSet.selections;
  if (field?.kind !== Kind.FIELD) return undefined;
  const since = field.arguments?.find((argument) => argument.name.value === 'since');
  if (since?.value.kind !== Kind.VARIABLE) return undefined;
  const name = since.value.name.value;
  return countUses(document, name) === 1 ? name : undefined;
}

function countUses(document: DocumentNode, name: string): number {
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable(node) {
      if (node.name.value === name) uses += 1;
    },
  });
  return uses;
}
