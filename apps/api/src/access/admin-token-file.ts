// The administrator's token lies beside the data, readable by its owner only. Whoever starts a server on a database from
// another place gets a token of its own there.
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Registry } from '@portolan/core/registry/registry.ts';
import { issueAdminToken } from './credentials.ts';
import type { TokenIndex } from './token-index.ts';

export async function keepAdminToken(dataDir: string, registry: Registry, tokens: TokenIndex): Promise<string> {
  const path = join(dataDir, 'admin-token');
  const kept = await readToken(path);
  if (kept !== undefined && (await tokens.findFresh(kept))) return kept;
  const token = await issueAdminToken(registry);
  await writeFile(path, `${token}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
  return token;
}

async function readToken(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
