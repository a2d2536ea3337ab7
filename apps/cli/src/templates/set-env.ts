// `set env`
import type { Container, EnvVar } from '@portolan/client/generated/kubernetes.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Cli } from '../cli.ts';
import { CommandError, UsageError } from '../failures.ts';
import { actOnEach, type SelectedObject, selectObjects } from '../object-selection.ts';
import { parseNamed } from '../resource-arguments.ts';
import { loadKinds } from '../resource-kinds.ts';
import { changeTemplates, requireResources, splitTemplateWords, type TemplateFlags } from './change-templates.ts';
import { containerMatcher, podSpecOf } from './pod-templates.ts';

interface EnvFlags extends TemplateFlags {
  readonly containers: string;
  readonly env?: string[];
  readonly from?: string;
  readonly keys?: string[];
  readonly prefix?: string;
  readonly list?: boolean;
  readonly overwrite: boolean;
}

interface EnvChange {
  readonly set: readonly EnvVar[];
  readonly remove: readonly string[];
}

export async function setEnv(cli: Cli, words: readonly string[], flags: EnvFlags): Promise<void> {
  const isPair = (word: string) => /^[^/=]+=/.test(word) || /^[^/]+-$/.test(word);
  const { resources, pairs } = splitTemplateWords(words, 'environment', isPair);
  requireResources(resources, flags);
  const isMeant = containerMatcher(flags.containers);
  const change = parseChange([...pairs, ...(flags.env ?? [])]);
  const from = flags.from === undefined ? [] : await variablesFrom(cli, flags.from, flags);
  const all = { ...change, set: [...from, ...change.set] };
  if (flags.list) return listEnvironment(cli, resources, flags, isMeant);
  if (all.set.length + all.remove.length === 0)
    throw new UsageError('at least one environment variable must be provided');
  await changeTemplates(cli, resources, flags, {
    verb: 'env updated',
    plan: (selected) => {
      const { containers, initContainers = [] } = podSpecOf(selected);
      const plan = (list: readonly Container[]) =>
        list.filter(isMeant).map((each) => planOne(each, all, flags.overwrite));
      if (!containers.some(isMeant)) {
        throw new CommandError(
          `${selected.kind.plural}/${selected.object.metadata.name} does not have any containers matching "${flags.containers}"`,
        );
      }
      return { containers: plan(containers), initContainers: plan(initContainers) };
    },
  });
}

function parseChange(pairs: readonly string[]): EnvChange {
  const set: EnvVar[] = [];
  const remove: string[] = [];
  for (const pair of pairs) {
    const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name !== undefined) set.push({ name, value });
    else if (pair.endsWith('-') && pair.length > 1) remove.push(pair.slice(0, -1));
    else throw new UsageError(`environment variables must be of the form key=value and must not be empty: ${pair}`);
  }
  const both = set.find(({ name }) => remove.includes(name));
  if (both) throw new UsageError('can not both modify and remove an environment variable in the same command');
  return { set, remove };
}

/** Throws CommandError. */
function planOne({ name, env = [] }: Container, { set, remove }: EnvChange, overwrite: boolean) {
  if (!overwrite) {
    const taken = set.flatMap((wanted) =>
      env.filter((present) => present.name === wanted.name && present.value !== wanted.value),
    );
    const [first] = taken;
    if (first)
      throw new CommandError(`'${first.name}' already has a value (${first.value ?? ''}), and --overwrite is false`);
  }
  const present = new Map(env.map((each) => [each.name, each]));
  // Of value and source one must go where the other comes.
  const changed = set.map((each) => {
    const before = present.get(each.name);
    if (each.valueFrom) return before?.value === undefined ? each : { ...each, value: null };
    return before?.valueFrom ? { ...each, valueFrom: null } : each;
  });
  const gone = remove.filter((each) => present.has(each)).map((each) => ({ name: each, $patch: 'delete' }));
  return { name, env: [...changed, ...gone] };
}

async function variablesFrom(cli: Cli, from: string, { keys, prefix = '' }: EnvFlags): Promise<EnvVar[]> {
  const { kind, name } = parseNamed(from, 'configmaps', await loadKinds(cli));
  const isSecret = kind.resource === 'secrets';
  if (!isSecret && kind.resource !== 'configmaps') throw new CommandError(`unsupported resource specified in --from`);
  const client = await cli.connect();
  type WithData = ApiObject & { readonly data?: Readonly<Record<string, string>> };
  const { data = {} } = await client
    .of<WithData>(kind.resource)
    .get({ name, namespace: await cli.namespace() }, cli.request);
  return Object.keys(data)
    .filter((key) => !keys || keys.includes(key))
    .sort()
    .map((key) => ({
      name: prefix + key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase(),
      valueFrom: isSecret ? { secretKeyRef: { name, key } } : { configMapKeyRef: { name, key } },
    }));
}

async function listEnvironment(
  cli: Cli,
  resources: readonly string[],
  flags: EnvFlags,
  isMeant: (container: Container) => boolean,
): Promise<void> {
  const selection = await selectObjects(cli, await loadKinds(cli), resources, flags);
  await actOnEach(selection, async (selected) => {
    for (const line of environmentLines(selected, isMeant)) cli.print(line);
  });
}

function environmentLines(selected: SelectedObject, isMeant: (container: Container) => boolean): string[] {
  const { kind, object } = selected;
  return podSpecOf(selected)
    .containers.filter(isMeant)
    .flatMap(({ name, env = [] }) => [
      `# ${kind.plural} ${object.metadata.name}, container ${name}`,
      ...env.map(variableLine),
    ]);
}

function variableLine({ name, value = '', valueFrom }: EnvVar): string {
  if (!valueFrom) return `${name}=${value}`;
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom;
  if (configMapKeyRef) return `# ${name} from configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`;
  if (secretKeyRef) return `# ${name} from secret ${secretKeyRef.name}, key ${secretKeyRef.key}`;
  if (fieldRef) return `# ${name} from field path ${fieldRef.fieldPath}`;
  if (resourceFieldRef) return `# ${name} from resource field ${resourceFieldRef.resource}`;
  return `# ${name} from an unknown source`;
}
