// Records that are there whole or not at all, whenever the writer is killed.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Survives the writer; for what means nothing after a restart of the machine. */
export function writeJson(path: string, value: unknown): void {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, JSON.stringify(value), { mode: 0o600 });
  renameSync(draft, path);
}

/** Survives a power cut too, at the price of two flushes of the disk. */
export async function writeJsonDurably(path: string, value: unknown): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  await withFile(draft, 'w', async (file) => {
    await file.writeFile(JSON.stringify(value));
    await file.sync();
  });
  await rename(draft, path);
  await withFile(dirname(path), 'r', (file) => file.sync());
}

export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`read ${path}`, { cause: error });
  }
}

async function withFile(
  path: string,
  flags: string,
  use: (file: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}
