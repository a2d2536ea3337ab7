// An export that no other file imports is either dead or none of the world's business.
import { dirname, join } from 'node:path';
import { type Finding, finding, importsOf, type SourceFile } from '../source.ts';
import { packageEntry } from './names.ts';

export function unusedExport(root: string, files: readonly SourceFile[]): Finding[] {
  const used = usedNames(files);
  const entries = new Set(files.map(({ path }) => packageEntry(root, path)));
  return files
    .filter(({ path }) => !entries.has(path) && !isReadByTools(path))
    .flatMap((file) => {
      const names = used.get(file.path) ?? new Set();
      if (names.has('*')) return [];
      const signatures = typesOfSignatures(file);
      return file.parsed.module.staticExports
        .flatMap((statement) => statement.entries)
        .filter(({ moduleRequest }) => !moduleRequest)
        .filter(({ exportName: { name } }) => !names.has(name ?? 'default') && !signatures.has(name ?? ''))
        .map(({ exportName, start }) =>
          finding(file, exportName.start ?? start, `no file imports ${exportName.name ?? 'the default export'}`),
        );
    });
}

/** Types that the file's other exports are written with: a reader of these looks for them. */
function typesOfSignatures(file: SourceFile): Set<string> {
  const types = file.parsed.program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration') return [];
    const { declaration } = statement;
    const isType = declaration?.type === 'TSInterfaceDeclaration' || declaration?.type === 'TSTypeAliasDeclaration';
    return isType ? [declaration.id.name] : [];
  });
  return new Set(types.filter((name) => (file.text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0) > 1));
}

/** Examples are for readers, and a tool looks for a configuration's or a page's export by itself. */
function isReadByTools(path: string): boolean {
  return /^(examples|apps\/dashboard\/src\/app)\/|^apps\/dashboard\/src\/proxy\.ts$|(\.config|\/global-setup)\.ts$/.test(
    path,
  );
}

/** By file, the names that others take from it. */
function usedNames(files: readonly SourceFile[]): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  for (const file of files) {
    for (const { specifier, names } of importsOf(file)) {
      const target = targetOf(file.path, specifier);
      if (!target || target === file.path) continue;
      const known = used.get(target) ?? new Set();
      used.set(target, known);
      for (const name of names) known.add(name);
    }
  }
  return used;
}

function targetOf(from: string, specifier: string | undefined): string | undefined {
  if (specifier?.startsWith('.')) return join(dirname(from), specifier);
  const [, name, rest] = /^@portolan\/([^/]+)\/(.+)$/.exec(specifier ?? '') ?? [];
  return name && rest ? `packages/${name}/src/${rest}` : undefined;
}
