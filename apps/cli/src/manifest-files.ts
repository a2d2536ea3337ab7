// Manifests from where `-f` points: files, folders and the standard input.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, UsageError } from './failures.ts';

export interface ManifestDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly name?: string;
    readonly namespace?: string;
    readonly generateName?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

export interface ManifestSource {
  /** For messages: a path, or `STDIN`. */
  readonly from: string;
  readonly manifest: ManifestDocument;
}

const extensions = ['.json', '.yaml', '.yml'];
const maxBytes = 64 * 1024 * 1024;

/** All manifests, in the order of the arguments; those of a folder by name. Throws CommandError. */
export async function readManifests(
  paths: readonly string[],
  { recursive = false, stdin = process.stdin }: { recursive?: boolean; stdin?: NodeJS.ReadStream } = {},
): Promise<ManifestSource[]> {
  if (paths.length === 0) throw new UsageError('must specify one of -f and -k');
  const found: ManifestSource[] = [];
  for (const path of paths) {
    for (const file of await filesOf(path, recursive)) {
      const text = file === '-' ? await readAll(stdin) : await readFile(file, 'utf8');
      found.push(...(await parseText(text, file === '-' ? 'STDIN' : file)));
    }
  }
  if (found.length === 0) throw new CommandError('no objects passed');
  return found;
}

async function filesOf(path: string, recursive: boolean): Promise<string[]> {
  if (path === '-') return ['-'];
  if (/^https?:\/\//.test(path)) {
    throw new CommandError(
      `manifests are not fetched from the network: download ${path} and read it before you apply it`,
    );
  }
  let found: Awaited<ReturnType<typeof stat>>;
  try {
    found = await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new CommandError(`the path "${path}" does not exist`);
    throw new CommandError(`the path "${path}" cannot be accessed: ${(error as Error).message}`);
  }
  return found.isDirectory() ? filesInFolder(path, recursive) : [path];
}

async function filesInFolder(folder: string, recursive: boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && recursive) files.push(...(await filesInFolder(path, true)));
    else if (!entry.isDirectory() && extensions.some((extension) => entry.name.endsWith(extension))) files.push(path);
  }
  return files;
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw new CommandError(`the standard input is longer than ${maxBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Every document of a text; `kind: List` is taken apart. Throws CommandError naming the source. */
export async function parseText(text: string, from: string): Promise<ManifestSource[]> {
  const { parseAllDocuments } = await import('yaml');
  const parsed = parseAllDocuments(text, { merge: true, maxAliasCount: 1000 } as object);
  const documents = Array.isArray(parsed) ? parsed : [];
  return documents.flatMap((document) => {
    const [problem] = document.errors;
    if (problem) throw new CommandError(`error parsing ${from}: ${problem.message}`);
    const value: unknown = document.toJS({ maxAliasCount: 1000 });
    return value === null || value === undefined ? [] : flatten(value, from);
  });
}

function flatten(value: unknown, from: string): ManifestSource[] {
  const manifest = requireManifest(value, from);
  const { items } = manifest;
  if (manifest.kind.endsWith('List') && Array.isArray(items)) return items.flatMap((item) => flatten(item, from));
  return [{ from, manifest }];
}

function requireManifest(value: unknown, from: string): ManifestDocument {
  const problem = (what: string) => new CommandError(`error validating "${from}": error validating data: ${what}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw problem('the document is not an object');
  const { apiVersion, kind, metadata = {} } = value as Record<string, unknown>;
  const missing = Object.entries({ apiVersion, kind }).filter(([, found]) => typeof found !== 'string' || found === '');
  if (missing.length > 0) throw problem(`[${missing.map(([field]) => `${field} not set`).join(', ')}]`);
  if (typeof metadata !== 'object' || metadata === null) throw problem('metadata is not an object');
  return { ...value, metadata } as ManifestDocument; // Just checked; the API checks the rest.
}
