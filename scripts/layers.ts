// Which file may import which. Arrows point down:
//
//   api → control-plane → scheduler → kinds → runtime → registry → store → resource
//
// `graphql` (with each kind's graphql.ts and the list of these, kinds/relations.ts) sees all of these but api and
// control-plane, and is seen by the API only; the agent, the CLI and the dashboard see nothing but the client.
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { type Finding, finding, type Import, importsOf, isTest, type SourceFile } from './source.ts';

interface Layer {
  readonly name: string;
  /** Where its files lie; the first layer that matches has the file. */
  readonly files: RegExp;
  /** Layers it may import, itself included without saying. */
  readonly sees: readonly string[];
}

const below = ['resource', 'store', 'registry', 'runtime', 'kinds', 'scheduler'];

const layers: readonly Layer[] = [
  {
    name: 'graphql',
    files: /^packages\/core\/src\/(graphql\/|kinds\/[^/]+\/graphql\.|kinds\/relations\.)/,
    sees: below,
  },
  { name: 'resource', files: /^packages\/core\/(src\/resource|data)\//, sees: [] },
  { name: 'store', files: /^packages\/core\/src\/store\//, sees: below.slice(0, 1) },
  { name: 'registry', files: /^packages\/core\/src\/registry\//, sees: below.slice(0, 2) },
  { name: 'runtime', files: /^packages\/core\/src\/runtime\//, sees: below.slice(0, 3) },
  { name: 'kinds', files: /^packages\/core\/src\/kinds\//, sees: below.slice(0, 4) },
  { name: 'scheduler', files: /^packages\/core\/src\/scheduler\//, sees: below.slice(0, 5) },
  { name: 'control-plane', files: /^packages\/core\/src\/control-plane\./, sees: below },
  { name: 'client', files: /^packages\/client\//, sees: [] },
  { name: 'api', files: /^apps\/api\//, sees: [...below, 'graphql', 'control-plane', 'client'] },
  { name: 'agent', files: /^apps\/agent\//, sees: ['client'] },
  { name: 'cli', files: /^apps\/cli\//, sees: ['client'] },
  { name: 'dashboard', files: /^apps\/dashboard\//, sees: ['client'] },
  { name: 'examples', files: /^examples\//, sees: ['client'] },
];

/** Packages that only some layers may import, whatever their package.json lists. */
const guardedPackages: ReadonlyArray<{ readonly what: string; readonly names: RegExp; readonly layers: string[] }> = [
  { what: 'the database', names: /^(pg|pg-.*|@prisma\/.*|prisma)$/, layers: ['store'] },
  {
    what: 'GraphQL',
    names: /^(graphql|graphql-.*|@pothos\/.*|@envelop\/.*|@graphql-.*)$/,
    layers: ['graphql', 'api', 'client', 'cli', 'dashboard'],
  },
];

const inputAndOutput = /^(node:)?(fs|net|http|https|http2|tls|dgram|dns|child_process|cluster|worker_threads)(\/|$)/;
/** Functions of those modules that only compute. */
const pureFunctions = new Set(['isIP', 'isIPv4', 'isIPv6']);
const generatedDatabaseClient = 'packages/core/src/store/prisma/';

/** `root` is read for the package.json of each workspace. */
export function findLayerViolations(root: string, files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((taken) => {
      const problem = problemWith(root, file.path, taken);
      return problem ? [finding(file, taken.offset, problem)] : [];
    }),
  );
}

function problemWith(root: string, from: string, taken: Import): string | undefined {
  const workspace = workspaceOf(from);
  const { specifier } = taken;
  // Tests of whole features, benchmarks and scripts stand outside of the layers and look at all of them.
  if (!workspace && !from.startsWith('examples/')) return undefined;
  if (specifier === undefined) return 'an import must name its file, so that the layers can be checked';
  const target = targetOf(from, specifier);
  return target ? problemWithFile(from, target, specifier) : problemWithPackage(root, from, specifier, taken.names);
}

function problemWithFile(from: string, target: string, specifier: string): string | undefined {
  if (isTest(from) && target.startsWith('test/support/')) return undefined;
  const source = layerOf(from);
  const goal = layerOf(target);
  if (workspaceOf(from) !== workspaceOf(target) && specifier.startsWith('.')) {
    return `another package is imported by its name, not by the path ${specifier}`;
  }
  if (target.startsWith(generatedDatabaseClient) && source?.name !== 'store') {
    return `${source?.name ?? 'this file'} may not import the database client: only store may`;
  }
  if (source === goal && source) return undefined;
  if (source && goal && source.sees.includes(goal.name)) return undefined;
  return `${source?.name ?? from} may not import ${goal?.name ?? target}`;
}

function problemWithPackage(
  root: string,
  from: string,
  specifier: string,
  names: readonly string[],
): string | undefined {
  const layer = layerOf(from)?.name ?? '';
  if (isBuiltin(specifier)) {
    const mustBePure = layer === 'resource' && !isTest(from);
    const isPure = !inputAndOutput.test(specifier) || names.every((name) => pureFunctions.has(name));
    return mustBePure && !isPure ? `resource does no input or output: ${specifier}` : undefined;
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const guard = guardedPackages.find(({ names }) => names.test(name));
  if (guard && !guard.layers.includes(layer)) {
    return `${layer} may not import ${name}: ${guard.what} belongs to ${guard.layers.join(', ')}`;
  }
  const listed = declaredPackages(root, from);
  return listed.has(name)
    ? undefined
    : `${name} is not among the dependencies of ${workspaceOf(from) ?? 'the repository'}`;
}

/** The imported file of this repository, undefined for a package. */
function targetOf(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return join(dirname(from), specifier);
  const [scope, name, ...rest] = specifier.split('/');
  if (scope !== '@portolan' || !name) return undefined;
  return ['packages', name, 'src', ...rest].join('/');
}

function layerOf(path: string): Layer | undefined {
  return layers.find(({ files }) => files.test(path));
}

function workspaceOf(path: string): string | undefined {
  return /^(packages|apps)\/[^/]+/.exec(path)?.[0];
}

/** A program uses what its workspace lists; its tests also what the repository lists for development. */
function declaredPackages(root: string, from: string): Set<string> {
  const workspace = workspaceOf(from) ?? '.';
  const own = readPackage(join(root, workspace, 'package.json'));
  const shared = isTest(from) || workspace === '.' ? readPackage(join(root, 'package.json')) : {};
  return new Set(
    [own.dependencies, own.optionalDependencies, own.devDependencies, shared.devDependencies]
      .flatMap((list) => Object.keys(list ?? {}))
      .concat(isTest(from) ? ['vitest'] : []),
  );
}

type PackageJson = Partial<Record<'dependencies' | 'optionalDependencies' | 'devDependencies', Record<string, string>>>;

function readPackage(path: string): PackageJson {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}
