// The operations of a document: what can be run.
import { graphqlLanguage } from 'cm6-graphql';
import type { OperationType } from './schema.ts';

export interface Operation {
  readonly type: OperationType;
  /** Absent of one that has none, which then stands alone. */
  readonly name?: string;
}

export function operationsOf(text: string): readonly Operation[] {
  const definitions = graphqlLanguage.parser.parse(text).topNode.getChildren('OperationDefinition');
  return definitions.map((definition) => {
    const read = (child: string) => {
      const node = definition.getChild(child);
      return node ? text.slice(node.from, node.to) : undefined;
    };
    const name = read('Name');
    const type = (read('OperationType') ?? 'query') as OperationType; // The grammar knows no others.
    return name === undefined ? { type } : { type, name };
  });
}
