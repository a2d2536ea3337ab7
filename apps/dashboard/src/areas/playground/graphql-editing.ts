// GraphQL in the editor: colours, completion from the schema, and marks under what the schema does not know.
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { type Diagnostic, linter } from '@codemirror/lint';
import type { EditorState, Extension } from '@codemirror/state';
import { graphqlLanguage } from 'cm6-graphql';
import { fieldOf, type GraphqlPlace, graphqlPlace, typeOfSelection } from './graphql-place.ts';
import { type InputValue, type Schema, typeText } from './schema.ts';

export interface GraphqlWords {
  /** "Pod has no field nam". */
  noField(type: string, field: string): string;
}

/** `schema` may still be on its way: until then there is nothing to complete. */
export function graphqlEditing(schema: () => Schema | undefined, words: GraphqlWords): Extension {
  return [
    graphqlLanguage,
    graphqlLanguage.data.of({ autocomplete: (context: CompletionContext) => complete(schema(), context) }),
    linter(({ state }) => unknownFields(schema(), state, words), { delay: 400 }),
  ];
}

function complete(schema: Schema | undefined, context: CompletionContext): CompletionResult | null {
  if (!schema) return null;
  const { state, pos, explicit } = context;
  const word = context.matchBefore(/\w*/);
  const isEmpty = !word || word.from === word.to;
  if (isEmpty && !explicit) return null;
  const place = graphqlPlace(schema, syntaxTree(state), state.doc.toString(), isEmpty ? pos : word.from + 1);
  if (!place) return null;
  return { from: word?.from ?? pos, options: [...optionsOf(schema, place)], validFor: /^\w*$/ };
}

function optionsOf(schema: Schema, place: GraphqlPlace): readonly Completion[] {
  switch (place.wants) {
    case 'field':
      return [...(place.type.fields ?? []).map(fieldOption), { label: '__typename', type: 'property', boost: -1 }];
    case 'input':
      return place.inputs.map((input) => ({ ...optionOf(input), apply: `${input.name}: ` }));
    case 'value':
      return valuesOf(place.type);
    case 'type': {
      const kinds = place.isInput ? ['SCALAR', 'ENUM', 'INPUT_OBJECT'] : ['OBJECT', 'INTERFACE', 'UNION'];
      return schema.names(...kinds).map((label) => ({ label, type: 'type' }));
    }
    case 'definition':
      return ['query', 'mutation', 'subscription', 'fragment'].map((label) => ({ label, type: 'keyword' }));
  }
}

function valuesOf({ kind, name, enumValues }: { kind: string; name: string; enumValues: SchemaValues }): Completion[] {
  if (kind === 'ENUM')
    return (enumValues ?? []).map((value) => ({ label: value.name, type: 'enum', ...infoOf(value) }));
  return name === 'Boolean' ? ['true', 'false'].map((label) => ({ label, type: 'keyword' })) : [];
}

type SchemaValues = ReadonlyArray<{ readonly name: string; readonly description: string | null }> | null;

function fieldOption(field: InputValue): Completion {
  return optionOf(field);
}

function optionOf(input: InputValue): Completion {
  return { label: input.name, detail: typeText(input.type), type: 'property', ...infoOf(input) };
}

function infoOf({ description }: { readonly description: string | null }): Pick<Completion, 'info'> {
  return description ? { info: description } : {};
}

function unknownFields(schema: Schema | undefined, state: EditorState, words: GraphqlWords): Diagnostic[] {
  if (!schema) return [];
  const text = state.doc.toString();
  const found: Diagnostic[] = [];
  syntaxTree(state).iterate({
    enter({ node }) {
      const name = node.name === 'Field' ? node.getChild('FieldName') : null;
      const around = node.parent?.parent;
      if (!name || name.from === name.to || around?.name !== 'SelectionSet') return;
      const type = typeOfSelection(schema, around, text);
      const field = text.slice(name.from, name.to);
      if (!type?.fields || field.startsWith('__') || fieldOf(schema, node, text)) return;
      found.push({ from: name.from, to: name.to, severity: 'error', message: words.noField(type.name, field) });
    },
  });
  return found;
}
