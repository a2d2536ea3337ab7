// What the API says of its own schema, as far as completion needs it.
import type { Client } from '@portolan/client/client.ts';

export interface TypeReference {
  readonly kind: string;
  readonly name: string | null;
  readonly ofType?: TypeReference | null;
}

export interface InputValue {
  readonly name: string;
  readonly description: string | null;
  readonly type: TypeReference;
}

export interface SchemaField extends InputValue {
  readonly args: readonly InputValue[];
}

export interface SchemaType {
  readonly kind: string;
  readonly name: string;
  readonly fields: readonly SchemaField[] | null;
  readonly inputFields: readonly InputValue[] | null;
  readonly enumValues: ReadonlyArray<{ readonly name: string; readonly description: string | null }> | null;
}

interface Introspection {
  readonly queryType: { readonly name: string } | null;
  readonly mutationType: { readonly name: string } | null;
  readonly subscriptionType: { readonly name: string } | null;
  readonly types: readonly SchemaType[];
}

export type OperationType = 'query' | 'mutation' | 'subscription';

const typeFields = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
const inputFields = `name description type { ${typeFields} }`;
const document = `query Introspection {
  __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types {
      kind name
      fields { name description args { ${inputFields} } type { ${typeFields} } }
      inputFields { ${inputFields} }
      enumValues { name description }
    }
  }
}`;

export class Schema {
  private readonly types: ReadonlyMap<string, SchemaType>;
  private readonly roots: Readonly<Record<OperationType, string | undefined>>;

  constructor({ types, queryType, mutationType, subscriptionType }: Introspection) {
    this.types = new Map(types.map((type) => [type.name, type]));
    this.roots = {
      query: queryType?.name,
      mutation: mutationType?.name,
      subscription: subscriptionType?.name,
    };
  }

  static async read(client: Client): Promise<Schema> {
    const { __schema } = await client.request<{ __schema: Introspection }>(document);
    return new Schema(__schema);
  }

  root(operation: OperationType): SchemaType | undefined {
    return this.type(this.roots[operation]);
  }

  type(name: string | undefined): SchemaType | undefined {
    return name === undefined ? undefined : this.types.get(name);
  }

  /** The type that a reference names, whatever lists are around it. */
  named(reference: TypeReference | undefined): SchemaType | undefined {
    return this.type(reference && nameOf(reference));
  }

  /** Of types of these kinds: what fragments and variables may be of. */
  names(...kinds: string[]): readonly string[] {
    return [...this.types.values()]
      .filter(({ kind, name }) => kinds.includes(kind) && !name.startsWith('__'))
      .map(({ name }) => name);
  }
}

function nameOf({ name, ofType }: TypeReference): string | undefined {
  return name ?? (ofType ? nameOf(ofType) : undefined);
}

/** As the schema writes it: `[Pod!]!`. */
export function typeText({ kind, name, ofType }: TypeReference): string {
  const inner = ofType ? typeText(ofType) : '';
  if (kind === 'NON_NULL') return `${inner}!`;
  return kind === 'LIST' ? `[${inner}]` : (name ?? inner);
}
