// package-lock.json must install the same bytes for everybody: every package with its hash and no server's name, those of
// other platforms too (npm forgets what a registry does not have, and then refuses the lock file), and what each
// package.json asks for must be one exact version.
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export type Lock = Readonly<Record<string, LockedPackage>>;

/** `workspaces` maps each folder to its package.json; the root is ''. */
export function findLockProblems(locked: Lock, workspaces: Lock): string[] {
  const problems: string[] = [];
  for (const [path, entry] of Object.entries(locked)) {
    if (!path.includes('node_modules/') || entry.link) continue;
    if (!entry.integrity) problems.push(`${path} has no hash`);
    if (entry.resolved) problems.push(`${path} names the server it came from`);
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!isLocked(locked, path, name)) problems.push(`${path} wants ${name}, which is not in the lock file`);
    }
  }
  for (const [folder, wanted] of Object.entries(workspaces)) {
    problems.push(...problemsOfWorkspace(folder, wanted, locked));
  }
  return problems;
}

/** Found where Node would look for it: below `path`, or beside it, or further up. */
function isLocked(locked: Lock, path: string, name: string): boolean {
  const folders = path.split(/\/?node_modules\//).slice(1);
  return [...folders, ''].some((_, depth) => {
    const above = folders.slice(0, depth).map((folder) => `node_modules/${folder}/`);
    return `${above.join('')}node_modules/${name}` in locked;
  });
}

function problemsOfWorkspace(folder: string, wanted: LockedPackage, locked: Lock): string[] {
  const entry = locked[folder];
  const file = folder ? `${folder}/package.json` : 'package.json';
  if (!entry) return [`${file} is not in the lock file`];
  const lists = ['dependencies', 'optionalDependencies', 'devDependencies'] as const;
  return lists.flatMap((list) =>
    Object.entries({ ...entry[list], ...wanted[list] }).flatMap(([name]) => {
      const version = wanted[list]?.[name];
      if (version !== entry[list]?.[name]) return [`${file} and the lock file differ in ${name}`];
      const isOwn = locked[`node_modules/${name}`]?.link === true;
      return isOwn || /^\d+\.\d+\.\d+[\w.+-]*$/.test(version ?? '')
        ? []
        : [`${file}: ${name} ${version} is not one version`];
    }),
  );
}

function readWorkspaces(): Lock {
  const folders = ['packages', 'apps'].flatMap((parent) => readdirSync(parent).map((name) => `${parent}/${name}`));
  return Object.fromEntries(
    ['', ...folders].map((folder) => [folder, JSON.parse(readFileSync(`${folder || '.'}/package.json`, 'utf8'))]),
  );
}

if (realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const problems = findLockProblems(lock, readWorkspaces());
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) {
    console.error('Run: npm install');
    process.exitCode = 1;
  }
}
