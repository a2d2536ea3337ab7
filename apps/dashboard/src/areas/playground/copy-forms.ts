// A document as what runs it elsewhere.
import type { CopyForms } from '../../components/copy-as.tsx';
import type { Operation } from './operations.ts';

export function copyFormsOf(
  { query, variables }: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
  { type, name }: Operation,
  origin: string,
): CopyForms {
  const body = JSON.stringify({ query, variables, ...(name !== undefined && { operationName: name }) });
  const stream = type === 'subscription' ? ' -N' : '';
  const accept = type === 'subscription' ? 'text/event-stream' : 'application/json';
  const given = Object.keys(variables).length > 0 ? `, ${JSON.stringify(variables, undefined, 2)}` : '';
  const document = `\`${query.trim().replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
  return {
    curl: `curl -s${stream} ${origin}/graphql \\
  -H "authorization: Bearer $PORTOLAN_TOKEN" \\
  -H 'content-type: application/json' -H 'accept: ${accept}' \\
  --data ${quoted(body)}`,
    graphql: query,
    sdk:
      type === 'subscription'
        ? `portolan.subscribe(${document}, ${JSON.stringify(variables)}, {
  next: (data) => console.log(data),
  error: (error) => console.error(error),
  ended: (why) => console.error(why),
  lost: (error) => console.error(error),
});`
        : `const data = await portolan.request(${document}${given});`,
  };
}

/** For a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
