// The user's editor on a file of its own, which others may not read.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../failures.ts';

export class EditedFile {
  readonly path: string;
  private readonly folder: string;

  private constructor(folder: string, extension: string) {
    this.folder = folder;
    this.path = join(folder, `edit.${extension}`);
  }

  static async create(extension: string): Promise<EditedFile> {
    return new EditedFile(await mkdtemp(join(tmpdir(), 'portolan-edit-')), extension);
  }

  /** Shows the text and returns what became of it. Throws CommandError; the file stays then. */
  async edit(text: string): Promise<string> {
    await writeFile(this.path, text, { mode: 0o600 });
    const editor = process.env.PORTOLAN_EDITOR || process.env.KUBE_EDITOR || process.env.EDITOR || 'vi';
    const code = await run(editor, this.path);
    if (code !== 0) throw new CommandError(`there was a problem with the editor "${editor}"`);
    return readFile(this.path, 'utf8');
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** By the shell, since an editor may be named with its flags: `code --wait`. */
function run(editor: string, path: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
