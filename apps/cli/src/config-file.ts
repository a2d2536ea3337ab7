// The configuration file, changed in place: what this program does not know of stays, comments too.
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { configPath } from '@portolan/client/config.ts';
import { Document, isMap, isSeq, parseDocument, YAMLMap, YAMLSeq } from 'yaml';
import type { GlobalOptions } from './cli.ts';
import { CommandError } from './failures.ts';

export class ConfigFile {
  readonly path: string;
  private readonly document: Document;

  private constructor(path: string, document: Document) {
    this.path = path;
    this.document = document;
  }

  static async read({ config }: GlobalOptions): Promise<ConfigFile> {
    const path = config ?? configPath();
    let text = '';
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const parsed = parseDocument(text);
    const [problem] = parsed.errors;
    if (problem) throw new CommandError(`${path} is not YAML: ${problem.message}`);
    if (parsed.contents === null) return new ConfigFile(path, new Document({}));
    if (!isMap(parsed.contents)) throw new CommandError(`${path}: must be a mapping`);
    return new ConfigFile(path, parsed as Document); // Parsed nodes are nodes; the narrower type says where they came from.
  }

  get value(): Record<string, unknown> {
    return this.document.toJS() as Record<string, unknown>; // A mapping, as was seen when it was read.
  }

  get currentContext(): string | undefined {
    const current: unknown = this.document.get('currentContext');
    return typeof current === 'string' ? current : undefined;
  }

  useContext(name: string): void {
    this.require(name);
    this.document.set('currentContext', name);
  }

  /** Returns whether it was there before. */
  setContext(name: string, fields: Readonly<Record<string, string | undefined>>): boolean {
    const list = this.contextList();
    const found = this.find(name);
    const context = found ?? new YAMLMap();
    if (!found) {
      context.set('name', name);
      list.items.push(context);
    }
    for (const [field, value] of Object.entries(fields)) {
      if (value !== undefined) context.set(field, value);
    }
    return found !== undefined;
  }

  renameContext(from: string, to: string): void {
    const context = this.require(from);
    if (this.find(to)) throw new CommandError(`context "${to}" already exists in ${this.path}`);
    context.set('name', to);
    if (this.currentContext === from) this.document.set('currentContext', to);
  }

  deleteContext(name: string): void {
    const context = this.require(name);
    const list = this.contextList();
    list.items = list.items.filter((item) => item !== context);
    if (this.currentContext === name) this.document.delete('currentContext');
  }

  /** A reader sees the old file or the new one, never a part; the tokens are never readable by others. */
  async write(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const draft = `${this.path}.${process.pid}`;
    await writeFile(draft, this.document.toString(), { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, this.path);
  }

  private contextList(): YAMLSeq {
    const list = this.document.get('contexts') ?? new YAMLSeq();
    if (!isSeq(list)) throw new CommandError(`${this.path}: contexts must be a list`);
    this.document.set('contexts', list);
    return list;
  }

  private find(name: string): YAMLMap | undefined {
    return this.contextList().items.find((item): item is YAMLMap => isMap(item) && item.get('name') === name);
  }

  private require(name: string): YAMLMap {
    const found = this.find(name);
    if (found) return found;
    throw new CommandError(`no context exists with the name: "${name}"`);
  }
}
