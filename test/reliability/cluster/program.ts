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
    logLevel: 'silent',
    plugins: [packagesOutside],
  });
  // Its service would stay for as long as this process.
  await stop();
  cpSync(join(repository, 'prisma/migrations'), join(folder, 'migrations'), { recursive: true });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const packagesOutside: Plugin = {
  name: 'packages-outside',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@portolan/') ? undefined : { path, external: true },
    );
  },
};
