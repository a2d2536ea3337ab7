// Bundles each program into few files, with our own workspaces and most packages from npm: a program starts without a
// compiler, and loads in a fraction of the time that thousands of small files take. A bundle whose inputs did not change is
// left alone.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bootstrap, root, run } from './bootstrap.mjs';
import { fail, StepError, step } from './checklist.mjs';
import { withLock } from './lock.mjs';

/**
 * Every program of the repository, in `apps/<name>/dist`: an output file for each entry. `files` are read at run time and
 * are copied beside the bundle. `outside` are packages that cannot be bundled, or would be loaded twice if they were, as one
 * of the others imports them. `isOneShot` programs are run again and again: for these every millisecond counts.
 * @type {ReadonlyArray<{
 *   name: string,
 *   entries: Record<string, string>,
 *   files: Record<string, string>,
 *   outside: readonly string[],
 *   isOneShot?: boolean,
 * }>}
 */
const bundles = [
  {
    name: 'api',
    entries: {
      main: 'apps/api/src/main.ts',
      'manifest-worker': 'apps/api/src/manifest-worker.ts',
      'controller-manager': 'apps/api/src/controller-manager-main.ts',
      scheduler: 'apps/api/src/scheduler-main.ts',
      'cluster-template': 'apps/api/src/cluster-template-main.ts',
    },
    files: { 'prisma/migrations': 'migrations' },
    outside: ['@prisma/client', '@prisma/adapter-pg', 'pg'],
  },
  {
    name: 'agent',
    entries: {
      main: 'apps/agent/src/main.ts',
      supervisor: 'apps/agent/src/process-runtime/supervisor/main.ts',
    },
    files: {},
    outside: [],
  },
  { name: 'cli', entries: { main: 'apps/cli/src/main.ts' }, files: {}, outside: [], isOneShot: true },
  { name: 'dashboard', entries: { main: 'apps/dashboard/src/main.ts' }, files: {}, outside: ['next'] },
];

/** A database as a first start needs it, made ahead by the API's own code. */
const clusterTemplate = {
  program: 'apps/api/dist/cluster-template.js',
  sources: ['prisma/migrations/', 'packages/core/src/store/embedded-postgres'],
  output: 'apps/api/dist.cluster',
};

/** The dashboard's pages, which Next builds: from what, and where to. */
const pages = {
  folder: 'apps/dashboard',
  sources: ['apps/dashboard', 'packages/client/src'],
  draft: 'apps/dashboard/dist.next-draft',
  output: 'apps/dashboard/dist.next',
  /** Next builds in one place: two at a time would take it away from each other. */
  lock: 'apps/dashboard/dist.lock',
};

/**
 * Building the pages takes longer than all the rest, and most who need the programs need no pages.
 * @returns whether anything had to be built
 */
export async function build({ withPages = true } = {}) {
  let built = false;
  for (const bundle of bundles) {
    if (isFresh(bundle)) continue;
    await step(`build ${bundle.name}`, (note) => buildBundle(bundle, note));
    built = true;
  }
  if (!isMadeFrom(clusterTemplate.output, templateFingerprints())) {
    await step('prepare database', makeClusterTemplate);
    built = true;
  }
  if (!withPages || isMadeFrom(pages.output, pageFingerprints())) return built;
  await step('build dashboard pages', (note) => withLock(join(root, pages.lock), () => buildPages(note)));
  return true;
}

async function buildPages(note) {
  const sources = pageFingerprints();
  // Somebody else may have built them while this process waited.
  if (isMadeFrom(pages.output, sources)) return note(pages.output);
  rmSync(join(root, pages.draft), { recursive: true, force: true });
  const environment = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
  const { code, output } = await run('next', ['build', pages.folder], { env: environment });
  if (code !== 0) throw new StepError(`the dashboard does not build:\n${output}`, 'npm run check');
  compressFiles(join(root, pages.draft, 'static'));
  publish(pages.draft, pages.output, sources);
  note(pages.output);
}

/** Beside each script and style what is sent of it, so that no request waits for its compression. */
function compressFiles(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = join(folder, name);
    if (/\.(js|css)$/.test(name)) writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  }
}

/** A machine that cannot run a server of its own needs none where another is named; first starts tell if it does. */
async function makeClusterTemplate(note) {
  const { program, output } = clusterTemplate;
  const draft = `${output}.${process.pid}`;
  const sources = templateFingerprints();
  const made = await run('node', [program, draft]);
  if (made.code !== 0) {
    rmSync(join(root, draft), { recursive: true, force: true });
    return note(`not made: ${made.output.trim().split('\n').at(-1)}`);
  }
  publish(draft, output, sources);
  note(output);
}

function publish(draft, output, sources) {
  writeFileSync(join(root, draft, 'inputs.json'), JSON.stringify(sources));
  replace(join(root, output), join(root, draft));
}

function isMadeFrom(output, sources) {
  const stamp = join(root, output, 'inputs.json');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === JSON.stringify(sources);
}

function templateFingerprints() {
  const isSource = (file) => clusterTemplate.sources.some((source) => file.startsWith(source));
  const files = [...sourceFiles('prisma'), ...sourceFiles('packages/core/src/store')].filter(isSource);
  return fingerprintsOf([...files.filter((file) => !file.includes('.test.')), 'package-lock.json']);
}

function pageFingerprints() {
  const files = pages.sources.flatMap(sourceFiles).filter((file) => !file.includes('.test.'));
  return fingerprintsOf([...files, 'package-lock.json']);
}

const generatedFolders = /^(node_modules|dist.*|\.next)$/;

function sourceFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return generatedFolders.test(entry.name) ? [] : sourceFiles(path);
    return entry.name === 'next-env.d.ts' ? [] : [path];
  });
}

function outputOf({ name }) {
  return join(root, 'apps', name, 'dist');
}

async function buildBundle(bundle, note) {
  const esbuild = await import('esbuild');
  const out = outputOf(bundle);
  const draft = `${out}.${process.pid}`;
  const result = await esbuild
    .build({
      absWorkingDir: root,
      entryPoints: bundle.entries,
      outdir: draft,
      bundle: true,
      platform: 'node',
      target: 'node20.19',
      sourcemap: true,
      sourcesContent: false,
      metafile: true,
      logLevel: 'silent',
      define: withoutAddOns,
      ...(bundle.isOneShot ? quickStart : modules),
      plugins: [packagesOutside(bundle.outside)],
    })
    .catch((error) => {
      throw new StepError(`${bundle.name} does not build:\n${error.message}`, 'npm run check');
    });
  requireExternals(out, result.metafile);
  for (const [from, to] of Object.entries(bundle.files)) cpSync(join(root, from), join(draft, to), { recursive: true });
  const type = bundle.isOneShot ? 'commonjs' : 'module';
  writeFileSync(join(draft, 'package.json'), JSON.stringify({ type }));
  writeFileSync(join(draft, 'inputs.json'), JSON.stringify(fingerprints(Object.keys(result.metafile.inputs))));
  replace(out, draft);
  note(`${relative(root, out)}/main.js`);
}

/** Whoever starts the program meanwhile finds the old bundle or the new one, never half of one. */
function replace(out, draft) {
  for (let attempt = 1; ; attempt++) {
    rmSync(out, { recursive: true, force: true });
    try {
      return renameSync(draft, out);
    } catch (error) {
      // Another build was faster; its bundle is replaced like the old one.
      if (error.code !== 'ENOTEMPTY' || attempt === 5) throw error;
    }
  }
}

/** The add-ons in C that `ws` would look for are not there, and the branches that do so go. */
const withoutAddOns = { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' };

/**
 * Of a package that ships its code twice, the CommonJS one: two copies of `graphql` in one program refuse each other's
 * schemas. Such code asks for Node's modules by `require`.
 */
const modules = {
  format: 'esm',
  splitting: true,
  mainFields: ['main'],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
};

/** One CommonJS file: it loads at once, and still runs a module only when something imports it. */
const quickStart = { format: 'cjs', minifySyntax: true, minifyWhitespace: true };

function packagesOutside(outside) {
  return {
    name: 'packages-outside',
    setup(builder) {
      builder.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'module.exports = {};' }));
      builder.onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
        // Loaded at once by the parser of command lines, for programs in files of their own, which we have none of.
        if (path === 'node:child_process' && importer.includes('/commander/')) return { path, namespace: 'absent' };
        return outside.includes(packageOf(path)) ? { path, external: true } : undefined;
      });
    },
  };
}

function packageOf(path) {
  return path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');
}

/** What stays outside must be found from where the bundle lies, not only from where its importer lay. */
function requireExternals(out, metafile) {
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  for (const { path } of imports.filter(({ external }) => external)) {
    if (module.isBuiltin(path) || isInstalledAbove(out, packageOf(path))) continue;
    throw new StepError(`${relative(root, out)} imports ${path}, which is not installed above it`, 'npm ci');
  }
}

function isInstalledAbove(directory, name) {
  for (let at = directory; at.length >= root.length - 1; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules', name))) return true;
  }
  return false;
}

function isFresh(bundle) {
  const stamp = join(outputOf(bundle), 'inputs.json');
  if (!existsSync(stamp)) return false;
  const before = readFileSync(stamp, 'utf8');
  return JSON.stringify(fingerprints(Object.keys(JSON.parse(before)))) === before;
}

/**
 * A changed import changes a file listed here, so the files of the last build are enough to see that another is needed. For
 * those of packages stands the lock file.
 */
function fingerprints(files) {
  const own = files.filter((file) => !file.includes('node_modules/'));
  return fingerprintsOf([...own, 'scripts/build.mjs', 'package-lock.json', ...runtimeFiles()]);
}

function fingerprintsOf(files) {
  return Object.fromEntries([...new Set(files)].sort().map((file) => [file, fingerprint(join(root, file))]));
}

function runtimeFiles() {
  return bundles
    .flatMap(({ files }) => Object.keys(files))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name))),
    );
}

function fingerprint(path) {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  bootstrap()
    .then(() => build({ withPages: !process.argv.includes('--without-pages') }))
    .then((built) => {
      if (!built) console.log('everything is built');
    })
    .catch(fail);
}
