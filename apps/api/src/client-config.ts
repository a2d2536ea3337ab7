// The configuration file of clients: how the command line and the SDK on this machine find the API and its token.
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Document, isMap, isSeq, parseDocument, YAMLSeq } from 'yaml';
import { ConfigurationError } from './configuration.ts';

export interface ClientContext {
  readonly name: string;
  readonly server: string;
  readonly token: string;
}

export function clientConfigPath(environment: Readonly<Record<string, string | undefined>>): string {
  if (environment.PORTOLAN_CONFIG) return environment.PORTOLAN_CONFIG;
  return join(environment.XDG_CONFIG_HOME || join(homedir(), '.config'), 'portolan', 'config.yaml');
}

/** Adds or replaces the context and makes it the current one; everything else in the file stays, comments too. */
export async function writeClientContext(path: string, context: ClientContext): Promise<void> {
  const document = await readDocument(path);
  const contexts = document.get('contexts') ?? new YAMLSeq();
  if (!isSeq(contexts)) throw new ConfigurationError(`${path}: contexts must be a list`);
  const position = contexts.items.findIndex((item) => isMap(item) && item.get('name') === context.name);
  contexts.items.splice(position < 0 ? contexts.items.length : position, 1, document.createNode(context));
  document.set('contexts', contexts);
  document.set('currentContext', context.name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // A reader sees the old file or the new one, never a part; the token is never readable by others.
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, document.toString(), { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
}

async function readDocument(path: string): Promise<Document> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return new Document({});
  }
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem) throw new ConfigurationError(`${path} is not YAML: ${problem.message}`);
  if (document.contents === null) return new Document({});
  if (!isMap(document.contents)) throw new ConfigurationError(`${path}: must be a mapping`);
  return document as Document; // Parsed nodes are nodes; the narrower type only says where they came from.
}
