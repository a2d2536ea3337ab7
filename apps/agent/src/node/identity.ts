// Who the agent is to the API: a token it was given, the one it got when it joined, or the one it gets for a join token.
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@portolan/client';

export interface IdentityOptions {
  readonly server: string;
  readonly nodeName: string;
  /** The agent's directory. */
  readonly data: string;
  readonly token?: string;
  readonly joinToken?: string;
}

const tokenFile = 'node-token';
const joinDocument = 'mutation JoinNode($name: String!) { joinNode(name: $name) { token user } }';

/** Throws ApiError where the join token is refused, and Error where there is nothing to show. */
export async function nodeToken({ server, nodeName, data, token, joinToken }: IdentityOptions): Promise<string> {
  if (token !== undefined) return token;
  const path = join(data, tokenFile);
  const kept = await readToken(path);
  if (kept !== undefined) return kept;
  if (joinToken === undefined) {
    throw new Error(`this node has not joined yet: give --join-token (looked for its own token in ${path})`);
  }
  const client = await connect({ server, token: joinToken });
  try {
    const { joinNode } = await client.request<{ joinNode: { token: string } }>(joinDocument, { name: nodeName });
    await keepToken(path, joinNode.token);
    return joinNode.token;
  } finally {
    client.close();
  }
}

async function readToken(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`read the token of this node from ${path}`, { cause: error });
  }
}

/** Never readable by others, and never half there. */
async function keepToken(path: string, token: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${token}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
}

export async function prepareDirectory(data: string): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 });
}
