// How much JavaScript each page of the built dashboard loads before it can be used, and how much the parts have that come when
// they are needed (editor, terminal).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const build = fileURLToPath(new URL('../apps/dashboard/dist.next', import.meta.url));
const manifestName = 'page_client-reference-manifest.js';
export const budgetKb = 230;

/** Files have no names; `sign` is in those of the part alone, and stays when they are minified. */
const lateParts = [
  { name: 'terminal', sign: 'xterm-helper-textarea', budgetKb: 140 },
  { name: 'editor', sign: 'cm-lineNumbers', budgetKb: 150 },
  { name: 'playground, over the editor', sign: 'GraphQLSchema', budgetKb: 60 },
];
/** What is larger has to be named above. */
const otherPartKb = 80;

interface FirstLoad {
  /** As in the source: `/pods/[namespace]/[name]`. */
  readonly route: string;
  /** 1000 bytes, each file packed by gzip as it travels. */
  readonly kb: number;
}

export interface LatePart {
  readonly name: string;
  readonly kb: number;
  readonly budgetKb: number;
}

/** What is over its budget, in words. */
export function sizeFaults(loads = firstLoads(), parts = partsLoadedLate()): readonly string[] {
  return [
    ...loads.filter(({ kb }) => kb > budgetKb).map(({ route, kb }) => `${route} loads ${kb} KB, not ${budgetKb}`),
    ...parts
      .filter((part) => part.kb > part.budgetKb)
      .map((part) => `${part.name} has ${part.kb} KB, not ${part.budgetKb}`),
    // Without it the budget of the part would hold nothing.
    ...parts.filter(({ kb }) => kb === 0).map(({ name }) => `${name} is in no file`),
  ];
}

/** The heaviest first. */
export function firstLoads(folder = build): readonly FirstLoad[] {
  const { rootMainFiles } = JSON.parse(readFileSync(join(folder, 'build-manifest.json'), 'utf8')) as {
    readonly rootMainFiles: readonly string[];
  };
  const packed = new Map<string, number>();
  const sizeOf = (file: string) => {
    const size = packed.get(file) ?? packedSize(join(folder, file));
    packed.set(file, size);
    return size;
  };
  return filesNamed(manifestName, folder)
    .map((path) => {
      const files = new Set([...rootMainFiles, ...entryFiles(readFileSync(join(folder, 'server/app', path), 'utf8'))]);
      const bytes = [...files].reduce((sum, file) => sum + sizeOf(file), 0);
      return { route: `/${path.slice(0, -manifestName.length - 1)}`, kb: inKb(bytes) };
    })
    .sort((a, b) => b.kb - a.kb);
}

/** Those with a budget of their own, then all others from the heaviest on. */
export function partsLoadedLate(folder = build): readonly LatePart[] {
  const manifests = filesNamed('react-loadable-manifest.json', folder);
  const files = [...new Set(manifests.flatMap((path) => lateFiles(join(folder, 'server/app', path))))].map((file) => ({
    file,
    text: readFileSync(join(folder, file), 'utf8'),
    bytes: packedSize(join(folder, file)),
  }));
  const named = lateParts.map(({ sign, ...part }) => {
    const own = files.filter(({ text }) => text.includes(sign));
    return { ...part, kb: inKb(own.reduce((sum, { bytes }) => sum + bytes, 0)) };
  });
  const others = files.filter(({ text }) => !lateParts.some(({ sign }) => text.includes(sign)));
  return [
    ...named,
    ...others
      .sort((a, b) => b.bytes - a.bytes)
      .map(({ file, bytes }) => ({ name: file, kb: inKb(bytes), budgetKb: otherPartKb })),
  ];
}

/** Modules that are imported late, each with its files. */
function lateFiles(manifest: string): string[] {
  const modules = JSON.parse(readFileSync(manifest, 'utf8')) as Readonly<Record<string, { files: readonly string[] }>>;
  return Object.values(modules).flatMap(({ files }) => files.filter((file) => file.endsWith('.js')));
}

function filesNamed(name: string, folder: string): string[] {
  return readdirSync(join(folder, 'server/app'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith(name) && !path.startsWith('_'),
  );
}

function packedSize(path: string): number {
  return gzipSync(readFileSync(path)).length;
}

/** With one decimal. */
function inKb(bytes: number): number {
  return Math.round(bytes / 100) / 10;
}

/** The file assigns one JSON object to a global. */
function entryFiles(script: string): string[] {
  const json = script.slice(script.lastIndexOf('"] = {') + '"] = '.length).replace(/;?\s*$/, '');
  const { entryJSFiles } = JSON.parse(json) as { readonly entryJSFiles: Readonly<Record<string, readonly string[]>> };
  return Object.entries(entryJSFiles).flatMap(([entry, files]) => (entry.includes('/src/app/') ? files : []));
}
