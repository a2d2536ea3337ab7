// Completes field names and known values from what the API says of the kind.
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import type { Client } from '@portolan/client/client.ts';
import { isCode } from '@portolan/client/errors.ts';
import { yamlPlace } from './yaml-path.ts';

interface Field {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly values: readonly string[];
}

const explainDocument = `query Explain($kind: String!, $path: String) {
  explain(kind: $kind, path: $path) { fields { name type required values } }
}`;

/** `kind`: `Deployment.apps`. */
export function yamlCompletion(client: Client, kind: string): CompletionSource {
  const known = new Map<string, Promise<readonly Field[]>>();
  const fieldsAt = (path: string) => {
    const found = known.get(path) ?? explain(client, kind, path);
    known.set(path, found);
    return found;
  };
  return (context) => complete(context, fieldsAt);
}

async function complete(
  { state, pos, explicit }: CompletionContext,
  fieldsAt: (path: string) => Promise<readonly Field[]>,
): Promise<CompletionResult | null> {
  const before = documentsOf(state.sliceDoc(0, pos)).at(-1)?.split('\n') ?? [];
  const after = documentsOf(state.sliceDoc(pos)).at(0)?.split('\n').slice(1) ?? [];
  const { path, wants, field, typed, siblings } = yamlPlace(before, after);
  if (!typed && !explicit) return null;
  const fields = await fieldsAt(path.join('.'));
  const from = pos - typed.length;
  if (wants === 'value') {
    const values = fields.find(({ name }) => name === field)?.values ?? [];
    return { from, options: values.map((value) => ({ label: value, type: 'enum' })) };
  }
  return { from, options: fields.filter(({ name }) => !siblings.includes(name)).map(completionOf), validFor: /^\w*$/ };
}

/** Many may stand in one text. */
function documentsOf(text: string): readonly string[] {
  return text.split(/^---.*\n/m);
}

function completionOf({ name, type, required }: Field): Completion {
  const holdsMore = /^<(\[\]|map)|^<[A-Z]/.test(type) && !/^<(Quantity|Time|IntOrString)/.test(type);
  return {
    label: name,
    detail: type,
    type: 'property',
    apply: `${name}:${holdsMore ? '' : ' '}`,
    ...(required && { boost: 1 }),
  };
}

async function explain(client: Client, kind: string, path: string): Promise<readonly Field[]> {
  try {
    const variables = { kind, ...(path && { path }) };
    const { explain: answer } = await client.request<{ explain: { fields: readonly Field[] } }>(
      explainDocument,
      variables,
    );
    return answer.fields;
  } catch (error) {
    // A field that does not exist, or one that holds whatever one likes.
    if (isCode(error, 'NOT_FOUND', 'BAD_REQUEST', 'INVALID')) return [];
    throw error;
  }
}
