import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Finding, finding, type SourceFile } from '../source.ts';

const emptyNames = new Set(['utils', 'util', 'common', 'shared', 'misc', 'types', 'interfaces', 'helpers', 'helper']);

export function fileName(file: SourceFile): Finding[] {
  const words = file.path.split('/');
  // Tools find a configuration file by the name they chose, and Next finds pages by theirs, such as `[name]`.
  const stem = basename(file.path).replace(/\.(test|bench|config|d)?\.?[cm]?tsx?$/, '');
  const folders = words.slice(0, -1).filter((folder) => !/^[[(@_]/.test(folder));
  const empty = [...folders, stem].find((word) => emptyNames.has(word));
  if (empty) return [finding(file, 0, `"${empty}" says nothing: name the file after the idea it holds`)];
  if (/^[[(_]/.test(stem)) return [];
  const odd = [...folders, stem].find((word) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(word));
  return odd === undefined ? [] : [finding(file, 0, `"${odd}" is not in kebab-case`)];
}

/** Everything is imported from the file that defines it; only a package's one entry gathers. */
export function reExport(root: string, files: readonly SourceFile[]): Finding[] {
  const entries = new Set(files.map(({ path }) => packageEntry(root, path)));
  return files
    .filter(({ path }) => !entries.has(path))
    .flatMap((file) => {
      const found = file.parsed.module.staticExports.find(({ entries: names }) =>
        names.some((name) => name.moduleRequest),
      );
      return found ? [finding(file, found.start, 'a re-export: import from the file that defines it')] : [];
    });
}

/** The file behind a package's bare name. */
export function packageEntry(root: string, path: string): string | undefined {
  const workspace = /^(packages|apps)\/[^/]+/.exec(path)?.[0];
  if (!workspace || !existsSync(join(root, workspace, 'package.json'))) return undefined;
  const { exports } = JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'));
  const entry: unknown = exports?.['.'];
  return typeof entry === 'string' ? join(workspace, entry) : undefined;
}
