// What a document selects, by the names under which the answer brings it: fields that have no fields of their own stay
// whole, however much is in them. The editor's grammar is for text that is being written, and takes `type` for a keyword;
// the reader of urql is in every page already.
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { createRequest } from 'urql';

/** In the order they are written in; undefined of a field without fields. */
export type Selection = ReadonlyMap<string, Selection | undefined>;

type Growing = Map<string, Growing | undefined>;

/** Of the operation with that name, or of the first; of a document that is none, nothing. */
export function selectionOf(text: string, operationName?: string): Selection {
  const selection: Growing = new Map();
  const definitions = definitionsOf(text);
  const operations = definitions.flatMap((each) => (each.kind === Kind.OPERATION_DEFINITION ? [each] : []));
  const operation = operations.find(({ name }) => name?.value === operationName) ?? operations[0];
  const named = definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [each] : []));
  const fragments = new Map(named.map((fragment) => [fragment.name.value, fragment]));
  if (operation) collect({ fragments, entered: [] }, operation.selectionSet, selection);
  return selection;
}

function definitionsOf(text: string): DocumentNode['definitions'] {
  try {
    return createRequest(text, {}).query.definitions;
  } catch {
    return []; // It is no document, and the API says why.
  }
}

interface Place {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Fragments around this place: one that holds itself is wrong, and the API says so. */
  readonly entered: readonly string[];
}

function collect(place: Place, { selections }: SelectionSetNode, into: Growing): void {
  for (const selected of selections) {
    if (selected.kind === Kind.INLINE_FRAGMENT) {
      collect(place, selected.selectionSet, into);
    } else if (selected.kind === Kind.FRAGMENT_SPREAD) {
      const { value: name } = selected.name;
      const fragment = place.fragments.get(name);
      if (!fragment || place.entered.includes(name)) continue;
      collect({ ...place, entered: [...place.entered, name] }, fragment.selectionSet, into);
    } else {
      const key = (selected.alias ?? selected.name).value;
      // The same field twice brings the fields of both.
      const fields: Growing = into.get(key) ?? new Map();
      if (selected.selectionSet) collect(place, selected.selectionSet, fields);
      into.set(key, fields.size > 0 ? fields : undefined);
    }
  }
}
