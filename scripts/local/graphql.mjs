// One request to the API that `up` started, as its administrator.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const limitMs = 15_000;

/** Throws what the server says is wrong. */
export async function graphql({ url, data }, query, variables = {}) {
  const token = readFileSync(join(data, 'admin-token'), 'utf8').trim();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    signal: AbortSignal.timeout(limitMs),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  if (answer.errors) throw new Error(answer.errors.map(({ message }) => message).join('; '));
  return answer.data;
}

/** The address by which a browser is signed in at once; the code in it is good for ten minutes, and once. */
export async function signInUrl(instance) {
  const { createSignInCode } = await graphql(instance, 'mutation { createSignInCode { code } }');
  // After the `#`: no server and no log gets to see it.
  return `${instance.url}/#code=${createSignInCode.code}`;
}
