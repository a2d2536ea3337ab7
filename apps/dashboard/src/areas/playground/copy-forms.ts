// A document as what runs it elsewhere.
import type { CopyForms } from '../../components/copy-as.tsx';
import type { Headers } from './headers.ts';
import type { Operation } from './operations.ts';

interface Request {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

export function copyFormsOf(
  { query, variables, headers }: Request,
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
${headerLines(headers, accept)}  --data ${quoted(body)}`,
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

/** Whose token it is the shell knows, unless a header says. */
function headerLines(headers: Headers, accept: string): string {
  const all = { 'content-type': 'application/json', accept, ...headers };
  const own = Object.entries(all).map(([name, value]) => quoted(`${name}: ${value}`));
  const lines = headers.authorization === undefined ? ['"authorization: Bearer $PORTOLAN_TOKEN"', ...own] : own;
  return lines.map((line) => `  -H ${line} \\\n`).join('');
}

/** For a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
