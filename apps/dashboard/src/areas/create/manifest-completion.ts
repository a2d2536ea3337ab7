// Completes fields of whatever kind the document around the cursor is of.
import type { CompletionSource } from '@codemirror/autocomplete';
import type { Client } from '@portolan/client/client.ts';
import { yamlCompletion } from '../../components/yaml-completion.ts';

export function manifestCompletion(client: Client): CompletionSource {
  const known = new Map<string, CompletionSource>();
  return (context) => {
    const kind = kindAround(context.state.doc.toString(), context.pos);
    if (!kind) return null;
    const source = known.get(kind) ?? yamlCompletion(client, kind);
    known.set(kind, source);
    return source(context);
  };
}

/** `Deployment.apps`; undefined as long as the document does not say. */
export function kindAround(text: string, at: number): string | undefined {
  const before =
    text
      .slice(0, at)
      .split(/^---.*$/m)
      .at(-1) ?? '';
  const [after = ''] = text.slice(at).split(/^---.*$/m);
  const document = before + after;
  const [, kind] = /^kind:\s*["']?(\w+)/m.exec(document) ?? [];
  const [, group] = /^apiVersion:\s*["']?([\w.-]+)\/\w+/m.exec(document) ?? [];
  return kind && (group ? `${kind}.${group}` : kind);
}
