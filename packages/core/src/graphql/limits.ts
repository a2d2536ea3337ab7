// What a document may ask for, judged before it is validated: GraphQL's own rules take quadratic time on hostile documents,
// and a document may be exponentially larger than its text. Fragments are measured once each, so this takes linear time.
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export interface DocumentLimits {
  /** Fields inside one another. */
  readonly depth: number;
  /** Fields in all, each use of a fragment counted. */
  readonly fields: number;
  /** Fields of an operation itself: each is a read or a write of its own. */
  readonly rootFields: number;
  readonly aliases: number;
  readonly directives: number;
}

/** Wide enough for every field of the largest kind, and for introspection. */
export const documentLimits: DocumentLimits = {
  depth: 25,
  fields: 5_000,
  rootFields: 100,
  aliases: 500,
  directives: 500,
};

interface Measure {
  readonly depth: number;
  readonly fields: number;
  /** Fields at the top level, those of fragments included. */
  readonly width: number;
  readonly aliases: number;
  readonly directives: number;
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

/** Empty when the document keeps to the limits. */
export function limitErrors(document: DocumentNode, limits: DocumentLimits = documentLimits): GraphQLError[] {
  const ruler = new Ruler(document);
  const errors = new Map<string, GraphQLError>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const measure = ruler.measure(definition.selectionSet);
    const found = {
      depth: measure.depth,
      fields: measure.fields,
      rootFields: definition.kind === Kind.OPERATION_DEFINITION ? measure.width : 0,
      aliases: measure.aliases,
      directives: measure.directives + (definition.directives?.length ?? 0),
    };
    for (const [limit, text] of Object.entries(limitTexts)) {
      const name = limit as keyof DocumentLimits; // The keys of `limitTexts` are nothing else.
      if (found[name] > limits[name]) errors.set(limit, refusal(`the document ${text(limits[name])}`));
    }
  }
  if (ruler.cycle !== undefined) errors.set('cycle', refusal(`Cannot spread fragment "${ruler.cycle}" within itself.`));
  return [...errors.values()];
}

const limitTexts: { readonly [Name in keyof DocumentLimits]: (limit: number) => string } = {
  depth: (limit) => `has fields more than ${limit} deep`,
  fields: (limit) => `asks for more than ${limit} fields`,
  rootFields: (limit) => `has more than ${limit} root fields`,
  aliases: (limit) => `has more than ${limit} aliases`,
  directives: (limit) => `has more than ${limit} directives`,
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
      const own = { ...nothing, directives: selection.directives?.length ?? 0 };
      total = beside(beside(total, own), this.measureSelection(selection));
    }
    return total;
  }

  private measureSelection(selection: SelectionNode): Measure {
    switch (selection.kind) {
      case Kind.FIELD: {
        const inner = selection.selectionSet ? this.measure(selection.selectionSet) : nothing;
        return {
          ...inner,
          depth: inner.depth + 1,
          fields: inner.fields + 1,
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
