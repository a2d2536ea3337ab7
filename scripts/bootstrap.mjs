// Brings a clone into the state every other command starts from, with nothing but Node and npm there: dependencies as the
// lock file says, and the database client generated from its schema. Does nothing, quickly, when all is in place.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, StepError, step } from './checklist.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

const oldestNode = [20, 19];
const generatedClient = join(root, 'packages/core/src/store/prisma');

export async function bootstrap() {
  requireNode();
  const problem = staleDependency();
  if (problem) await step('dependencies', (note) => installDependencies(problem, note));
  if (isClientStale()) await step('database client', generateClient);
}

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new StepError(
    `Portolan needs Node ${oldestNode.join('.')} or newer; this is Node ${process.versions.node} (${process.execPath}).`,
    'install a newer Node, for example with "nvm install 22"',
  );
}

/** Says which package is missing or old, from npm's own record of what it installed. */
function staleDependency() {
  const installed = readPackages('node_modules/.package-lock.json');
  if (!installed) return 'nothing is installed yet';
  const wanted = Object.entries(readPackages('package-lock.json') ?? {});
  const stale = wanted.find(([path, entry]) => {
    if (path === '' || !path.startsWith('node_modules/')) return false;
    const found = installed[path];
    if (!found) return !entry.optional && !entry.peer;
    if (entry.link) return !existsSync(join(root, path));
    return found.version !== entry.version || found.integrity !== entry.integrity;
  });
  return stale && `${stale[0].slice('node_modules/'.length)} is missing or not the locked version`;
}

function readPackages(file) {
  const path = join(root, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

async function installDependencies(reason, note) {
  note(reason);
  const npm = process.env.npm_execpath;
  const [program, ...args] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  // No package needs its install scripts, and some would download what this machine may not reach.
  const result = await run(program, [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  if (result.code !== 0) throw new StepError(`npm ci failed:\n${result.output}`, 'npm ci --ignore-scripts');
  note(`installed, because ${reason}`);
}

function isClientStale() {
  const stamp = join(generatedClient, '.stamp');
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== clientStamp();
}

/** Changes with whatever the generated client depends on. */
function clientStamp() {
  const hash = createHash('sha256');
  for (const file of ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json', ...typedSql()]) {
    hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function typedSql() {
  const folder = join(root, 'prisma/sql');
  return existsSync(folder) ? readdirSync(folder).map((file) => `prisma/sql/${file}`) : [];
}

async function generateClient() {
  const cli = join(root, 'node_modules/prisma/build/index.js');
  const result = await run(process.execPath, [cli, 'generate', '--no-hints']);
  if (result.code !== 0) throw new StepError(`prisma generate failed:\n${result.output}`, 'npx prisma generate');
  mkdirSync(generatedClient, { recursive: true });
  writeFileSync(join(generatedClient, '.stamp'), clientStamp());
}

/** Runs in the repository and collects what the program says, for whoever has to explain its failure. */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const path = `${join(root, 'node_modules/.bin')}:${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
      env: { ...process.env, PATH: path, ...options.env },
    });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', (error) => resolve({ code: 127, output: String(error) }));
    child.once('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal ? `${output}\n${signal}` : output }),
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) bootstrap().catch(fail);
