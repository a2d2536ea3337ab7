// Where in the schema a place in a document is, while the document is being written.
import type { SyntaxNode, Tree } from '@lezer/common';
import type { InputValue, OperationType, Schema, SchemaField, SchemaType } from './schema.ts';

export type GraphqlPlace =
  /** A field of `type`, or a fragment. */
  | { readonly wants: 'field'; readonly type: SchemaType }
  /** Names of arguments, or of the fields of an input object. */
  | { readonly wants: 'input'; readonly inputs: readonly InputValue[] }
  | { readonly wants: 'value'; readonly type: SchemaType }
  /** After `on`, or of a variable. */
  | { readonly wants: 'type'; readonly isInput: boolean }
  | { readonly wants: 'definition' };

/** What could be written at `at`; undefined where nothing of the schema is. */
export function graphqlPlace(schema: Schema, tree: Tree, text: string, at: number): GraphqlPlace | undefined {
  const node = tree.resolveInner(at, -1);
  for (let each: SyntaxNode | null = node; each; each = each.parent) {
    const found = placeIn(schema, each, text, at);
    if (found !== 'outside') return found;
  }
  return undefined;
}

function placeIn(schema: Schema, node: SyntaxNode, text: string, at: number): GraphqlPlace | undefined | 'outside' {
  switch (node.name) {
    case 'Comment':
    case 'StringValue':
    case 'Alias':
      return undefined;
    case 'TypeCondition':
      return { wants: 'type', isInput: false };
    case 'VariableDefinitions':
      return { wants: 'type', isInput: true };
    case 'ObjectValue':
    case 'Argument':
      return placeInValue(schema, node, text, at);
    case 'Arguments':
      return { wants: 'input', inputs: fieldAround(schema, node, text)?.args ?? [] };
    case 'SelectionSet': {
      const type = typeOfSelection(schema, node, text);
      return type && { wants: 'field', type };
    }
    case 'Document':
      return { wants: 'definition' };
    default:
      return 'outside';
  }
}

function placeInValue(schema: Schema, node: SyntaxNode, text: string, at: number): GraphqlPlace | undefined {
  const name = node.name === 'Argument' ? node.getChild('ArgumentAttributeName') : nameBefore(node, text, at);
  const input = node.name === 'Argument' ? undefined : typeOfInput(schema, node, text);
  if (node.name === 'ObjectValue' && !name) return input && { wants: 'input', inputs: input.inputFields ?? [] };
  if (node.name === 'Argument' && name && at <= name.to) {
    return { wants: 'input', inputs: fieldAround(schema, node, text)?.args ?? [] };
  }
  const inputs = node.name === 'Argument' ? fieldAround(schema, node, text)?.args : input?.inputFields;
  const type = schema.named(inputs?.find((each) => name && each.name === textOf(name, text))?.type);
  return type && { wants: 'value', type };
}

/** The name within an object whose value is being written at `at`: the last one before it that a colon follows. */
function nameBefore(object: SyntaxNode, text: string, at: number): SyntaxNode | undefined {
  const names = object.getChildren('Name').filter(({ to }) => to < at);
  const last = names.at(-1);
  if (!last) return undefined;
  return /^\s*:\s*\w*$/.test(text.slice(last.to, at)) ? last : undefined;
}

function typeOfInput(schema: Schema, object: SyntaxNode, text: string): SchemaType | undefined {
  const place = object.parent && placeOfValue(schema, object.parent, object, text);
  return place || undefined;
}

function placeOfValue(
  schema: Schema,
  parent: SyntaxNode,
  value: SyntaxNode,
  text: string,
): SchemaType | undefined | null {
  if (parent.name === 'ListValue') return parent.parent && placeOfValue(schema, parent.parent, parent, text);
  if (parent.name === 'Argument') {
    const name = parent.getChild('ArgumentAttributeName');
    const argument = fieldAround(schema, parent, text)?.args.find((each) => name && each.name === textOf(name, text));
    return schema.named(argument?.type);
  }
  if (parent.name !== 'ObjectValue') return undefined;
  const name = parent
    .getChildren('Name')
    .filter(({ to }) => to <= value.from)
    .at(-1);
  const fields = typeOfInput(schema, parent, text)?.inputFields;
  return schema.named(fields?.find((each) => name && each.name === textOf(name, text))?.type);
}

function fieldAround(schema: Schema, node: SyntaxNode, text: string): SchemaField | undefined {
  let field: SyntaxNode | null = node;
  while (field && field.name !== 'Field') field = field.parent;
  return field ? fieldOf(schema, field, text) : undefined;
}

export function fieldOf(schema: Schema, field: SyntaxNode, text: string): SchemaField | undefined {
  const name = field.getChild('FieldName');
  const around = field.parent?.parent;
  if (!name || around?.name !== 'SelectionSet') return undefined;
  const type = typeOfSelection(schema, around, text);
  return type?.fields?.find((each) => each.name === textOf(name, text));
}

/** The type whose fields a pair of braces holds. */
export function typeOfSelection(schema: Schema, selection: SyntaxNode, text: string): SchemaType | undefined {
  const owner = selection.parent;
  if (owner?.name === 'Field') return schema.named(fieldOf(schema, owner, text)?.type);
  if (owner?.name === 'OperationDefinition') {
    const operation = owner.getChild('OperationType');
    return schema.root((operation ? textOf(operation, text) : 'query') as OperationType); // The grammar knows no others.
  }
  const condition = owner?.getChild('TypeCondition')?.getChild('NamedType');
  if (condition) return schema.type(textOf(condition, text));
  // `... @include(if: $x) { }` is of the type around it.
  const around = owner?.name === 'InlineFragment' ? owner.parent?.parent : undefined;
  return around?.name === 'SelectionSet' ? typeOfSelection(schema, around, text) : undefined;
}

function textOf({ from, to }: SyntaxNode, text: string): string {
  return text.slice(from, to);
}
