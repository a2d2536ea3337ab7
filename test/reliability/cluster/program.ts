// A program of the repository as one bundle, so that a process that was killed is back within a second.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, stop } from 'esbuild';

export interface Program {
  readonly file: string;
  remove(): void;
}

export const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** `entry` is a path in the repository. */
export async function buildProgram(entry: string): Promise<Program> {
  // Below the repository, so that packages are found from there.
  const folder = join(repository, '.data/rigs/programs', `${process.pid}-${entry.replaceAll(/\W+/g, '-')}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'main.js');
  // Without a source map, whose reading is a third of a start: a rig starts dozens.
  await build({
    absWorkingDir: repository,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Of a package that ships its code twice, the CommonJS one: two copies of `graphql` refuse each other's schemas.
    mainFields: ['main'],
    banner: { js: requireHere },
    logLevel: 'silent',
    plugins: [packagesOutside],
  });
  // Its service would stay for as long as this process.
  await stop();
  cpSync(join(repository, 'prisma/migrations'), join(folder, 'migrations'), { recursive: true });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What is CommonJS asks for Node's modules by `require`. */
const requireHere =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/** What cannot be bundled, or would be loaded twice if it were. All else is: loading packages takes a quarter of a start. */
const outside = ['@prisma/client', '@prisma/adapter-pg', 'pg'];

const packagesOutside: Plugin = {
  name: 'packages-outside',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path }) =>
      outside.some((name) => path === name || path.startsWith(`${name}/`)) ? { path, external: true } : undefined,
    );
  },
};
