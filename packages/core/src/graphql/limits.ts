// What a document may ask for, judged before it is validated: GraphQL's own rules take quadratic time on hostile documents,
// and a document may be exponentially larger than its text. Fragments are measured once each, so this takes linear time.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { addTo } from '../store/object-index.ts';

export interface DocumentLimits {
  /** Fields inside one another. */
  readonly depth: number;
  /** Fields and fragments in all, those of a fragment counted at each of its uses. */
  readonly fields: number;
  /** Fields of an operation itself: each is a read or a write of its own. */
  readonly rootFields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields that stand where a field of the same name in the answer stands already: validation compares them in pairs. */
  readonly repeats: number;
  /** Operations and fragments. */
  readonly definitions: number;
}

/** Wide enough for every field of the largest kind, and for introspection. */
export const documentLimits: DocumentLimits = {
  depth: 25,
  fields: 5_000,
  rootFields: 100,
  aliases: 500,
  directives: 500,
  repeats: 250,
  definitions: 200,
};

interface Measure extends Pick<DocumentLimits, 'depth' | 'fields' | 'aliases' | 'directives'> {
  /** Fields at the top level, those of fragments included. */
  readonly width: number;
}

const nothing: Measure = { depth: 0, fields: 0, width: 0, aliases: 0, directives: 0 };

function beside(a: Measure, b: Measure): Measure {
  return {
    depth: Math.max(a.depth, b.depth),
    fields: a.fields + b.fields,
    width: a.width + b.width,
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
  };
}

/** Empty when the document keeps to the limits; otherwise what is wrong with its first part that does not. */
export function limitErrors(document: DocumentNode, limits: DocumentLimits = documentLimits): GraphQLError[] {
  const { length: definitions } = document.definitions;
  if (definitions > limits.definitions) return [refusal(limitTexts.definitions(limits.definitions))];
  const ruler = new Ruler(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const errors = definitionErrors(definition, ruler, limits);
    if (errors.length > 0) return errors;
  }
  return [];
}

function definitionErrors(
  definition: OperationDefinitionNode | FragmentDefinitionNode,
  ruler: Ruler,
  limits: DocumentLimits,
): GraphQLError[] {
  const { width, ...measure } = ruler.measure(definition.selectionSet);
  if (ruler.cycle !== undefined) return [refusal(`Cannot spread fragment "${ruler.cycle}" within itself.`)];
  const found: Omit<DocumentLimits, 'definitions'> = {
    ...measure,
    rootFields: definition.kind === Kind.OPERATION_DEFINITION ? width : 0,
    directives: measure.directives + (definition.directives?.length ?? 0),
    repeats: measure.fields <= limits.fields ? ruler.repeats([definition.selectionSet]) : 0,
  };
  return Object.entries(found).flatMap(([limit, count]) => {
    const name = limit as keyof DocumentLimits; // The keys of `found` are nothing else.
    return count > limits[name] ? [refusal(limitTexts[name](limits[name]))] : [];
  });
}

const limitTexts: { readonly [Name in keyof DocumentLimits]: (limit: number) => string } = {
  depth: (limit) => `the document has fields more than ${limit} deep`,
  fields: (limit) => `the document asks for more than ${limit} fields, those of fragments counted at each use`,
  rootFields: (limit) => `the document has more than ${limit} root fields`,
  aliases: (limit) => `the document has more than ${limit} aliases`,
  directives: (limit) => `the document has more than ${limit} directives`,
  repeats: (limit) => `the document asks more than ${limit} times for what it asks for elsewhere`,
  definitions: (limit) => `the document has more than ${limit} operations and fragments`,
};

function refusal(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', reason: 'BadRequest', causes: [] } });
}

class Ruler {
  /** A fragment that holds itself, if there is one. */
  cycle: string | undefined;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** `undefined` while the fragment is being measured. */
  private readonly measured = new Map<string, Measure | undefined>();

  constructor(document: DocumentNode) {
    const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = new Map(fragments.map((each) => [each.name.value, each]));
  }

  measure({ selections }: SelectionSetNode): Measure {
    let total = nothing;
    for (const selection of selections) {
      const own = { ...nothing, fields: 1, directives: selection.directives?.length ?? 0 };
      total = beside(beside(total, own), this.measureSelection(selection));
    }
    return total;
  }

  /** Of a document without cycles; takes time in what `fields` counts. */
  repeats(sets: readonly SelectionSetNode[]): number {
    const byName = new Map<string, FieldNode[]>();
    for (const { selections } of sets) this.collect(selections, byName);
    let repeats = 0;
    for (const fields of byName.values()) {
      repeats += fields.length - 1 + this.repeats(fields.flatMap(({ selectionSet }) => selectionSet ?? []));
    }
    return repeats;
  }

  private collect(selections: readonly SelectionNode[], byName: Map<string, FieldNode[]>): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        addTo(byName, name, selection);
      } else {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
        if (fragment) this.collect(fragment.selectionSet.selections, byName);
      }
    }
  }

  private measureSelection(selection: SelectionNode): Measure {
    switch (selection.kind) {
      case Kind.FIELD: {
        const inner = selection.selectionSet ? this.measure(selection.selectionSet) : nothing;
        return {
          ...inner,
          depth: inner.depth + 1,
          width: 1,
          aliases: inner.aliases + (selection.alias ? 1 : 0),
        };
      }
      case Kind.INLINE_FRAGMENT:
        return this.measure(selection.selectionSet);
      case Kind.FRAGMENT_SPREAD:
        return this.measureFragment(selection.name.value);
    }
  }

  private measureFragment(name: string): Measure {
    const fragment = this.fragments.get(name);
    if (!fragment) return nothing;
    if (this.measured.has(name)) {
      const known = this.measured.get(name);
      if (!known) this.cycle = name;
      return known ?? nothing;
    }
    this.measured.set(name, undefined);
    const measure = this.measure(fragment.selectionSet);
    this.measured.set(name, measure);
    return measure;
  }
}
