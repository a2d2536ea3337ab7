// The repository's own TypeScript, parsed, for the checks that read it.
import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParseResult, parseSync, Visitor, type VisitorObject } from 'oxc-parser';

export interface SourceFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly parsed: ParseResult;
}

export interface Finding {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface Import {
  /** As written; undefined when it is computed. */
  readonly specifier: string | undefined;
  readonly offset: number;
  /** The names taken from there; `*` for the whole of it. */
  readonly names: readonly string[];
}

const sourceFolders = ['packages', 'apps', 'test', 'bench', 'scripts', 'examples'];
const skippedFolders = /^(node_modules|dist(\..*)?|\.next|data)$/;
const generatedClient = 'packages/core/src/store/prisma/';

/** Every TypeScript file that people write: what is generated is left out. */
export function readSources(root: string): SourceFile[] {
  return sourceFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => typeScriptFiles(root, folder))
    .filter((path) => !path.startsWith(generatedClient) && !path.includes('/generated/'))
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

function typeScriptFiles(root: string, folder: string): string[] {
  const entries: Dirent[] = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skippedFolders.test(entry.name) ? [] : typeScriptFiles(root, path);
    return /\.[cm]?tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

export function parseSource(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text);
  const [error] = parsed.errors;
  if (error) throw new Error(`${path} does not parse: ${error.message}`);
  return { path, text, parsed };
}

export function visit(file: SourceFile, visitor: VisitorObject): void {
  new Visitor(visitor).visit(file.parsed.program);
}

export function lineAt(file: SourceFile, offset: number): number {
  return file.text.slice(0, offset).split('\n').length;
}

export function finding(file: SourceFile, offset: number, message: string): Finding {
  return { path: file.path, line: lineAt(file, offset), message };
}

export function isTest(path: string): boolean {
  return path.startsWith('test/') || /(\.test|-suite(-[a-z]+)*)\.[cm]?tsx?$/.test(path);
}

/** Imports of every form: of values and types, re-exports, `import()` as an expression and as a type, `require`. */
export function importsOf(file: SourceFile): Import[] {
  const { staticImports, staticExports } = file.parsed.module;
  const imports: Import[] = staticImports.map(({ moduleRequest, start, entries }) => ({
    specifier: moduleRequest.value,
    offset: start,
    names: entries.map(({ importName }) => importName.name ?? (importName.kind === 'Default' ? 'default' : '*')),
  }));
  for (const { moduleRequest, importName, start } of staticExports.flatMap(({ entries }) => entries)) {
    if (moduleRequest) imports.push({ specifier: moduleRequest.value, offset: start, names: [importName.name ?? '*'] });
  }
  const add = (specifier: string | undefined, offset: number) => imports.push({ specifier, offset, names: ['*'] });
  visit(file, {
    ImportExpression: ({ source, start }) => {
      add(source.type === 'Literal' && typeof source.value === 'string' ? source.value : undefined, start);
    },
    TSImportType: ({ source, start }) => {
      add(source.value, start);
    },
    TSImportEqualsDeclaration: ({ moduleReference, start }) => {
      if (moduleReference.type === 'TSExternalModuleReference') add(moduleReference.expression.value, start);
    },
    CallExpression: ({ callee, arguments: [argument], start }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'require' || argument?.type !== 'Literal') return;
      if (typeof argument.value === 'string') add(argument.value, start);
    },
  });
  return imports;
}

/** Prints what was found and makes the process fail if there is anything. */
export function report(findings: readonly Finding[], files: number): void {
  const sorted = [...findings].sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
  for (const { path, line, message } of sorted) console.error(`${path}:${line}: ${message}`);
  if (sorted.length > 0) process.exitCode = 1;
  console.log(`${files} files, ${sorted.length} ${sorted.length === 1 ? 'finding' : 'findings'}`);
}
