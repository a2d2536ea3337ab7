// How much JavaScript each page of the built dashboard loads before it can be used. Parts that are loaded later (editor,
// terminal, graph) do not count.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const build = fileURLToPath(new URL('../apps/dashboard/dist.next', import.meta.url));
const manifestName = 'page_client-reference-manifest.js';
export const budgetKb = 230;

interface FirstLoad {
  /** As in the source: `/pods/[namespace]/[name]`. */
  readonly route: string;
  /** 1000 bytes, each file packed by gzip as it travels. */
  readonly kb: number;
}

/** The heaviest first. */
export function firstLoads(folder = build): readonly FirstLoad[] {
  const { rootMainFiles } = JSON.parse(readFileSync(join(folder, 'build-manifest.json'), 'utf8')) as {
    readonly rootMainFiles: readonly string[];
  };
  const packed = new Map<string, number>();
  const sizeOf = (file: string) => {
    const size = packed.get(file) ?? gzipSync(readFileSync(join(folder, file))).length;
    packed.set(file, size);
    return size;
  };
  return manifestsOf(folder)
    .map((path) => {
      const files = new Set([...rootMainFiles, ...entryFiles(readFileSync(join(folder, 'server/app', path), 'utf8'))]);
      const bytes = [...files].reduce((sum, file) => sum + sizeOf(file), 0);
      return { route: `/${path.slice(0, -manifestName.length - 1)}`, kb: Math.round(bytes / 100) / 10 };
    })
    .sort((a, b) => b.kb - a.kb);
}

function manifestsOf(folder: string): string[] {
  return readdirSync(join(folder, 'server/app'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith(manifestName) && !path.startsWith('_'),
  );
}

/** The file assigns one JSON object to a global. */
function entryFiles(script: string): string[] {
  const json = script.slice(script.lastIndexOf('"] = {') + '"] = '.length).replace(/;?\s*$/, '');
  const { entryJSFiles } = JSON.parse(json) as { readonly entryJSFiles: Readonly<Record<string, readonly string[]>> };
  return Object.entries(entryJSFiles).flatMap(([entry, files]) => (entry.includes('/src/app/') ? files : []));
}
