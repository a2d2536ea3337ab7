// Candidates for the word under the cursor: commands, flags, values of flags, kinds, and names of what is there now.
import type { Command } from 'commander';
import type { Cli, GlobalOptions } from '../cli.ts';
import { commands } from '../commands.ts';
import { ConfigFile } from '../config-file.ts';
import { newProgram } from '../program.ts';
import { plainAtWords, readsPast } from '../reading/at-words.ts';
import { loadKinds, type ResourceKind, type ResourceKinds } from '../resource-kinds.ts';

export interface Candidate {
  readonly word: string;
  readonly about?: string;
}

/** Longer lists help nobody. */
const maxNames = 1000;
/** Whoever types waits for it. */
const patienceMs = 3_000;

/** Commands whose arguments are objects, and of which kind where they take but one. */
const takesObjects: Readonly<Record<string, string | undefined>> = {
  get: undefined,
  describe: undefined,
  why: undefined,
  history: undefined,
  delete: undefined,
  edit: undefined,
  patch: undefined,
  label: undefined,
  annotate: undefined,
  scale: undefined,
  wait: undefined,
  explain: undefined,
  'rollout status': undefined,
  'rollout history': undefined,
  'rollout undo': undefined,
  'rollout pause': undefined,
  'rollout resume': undefined,
  'rollout restart': undefined,
  'set image': undefined,
  'set env': undefined,
  'set resources': undefined,
  expose: undefined,
  taint: undefined,
  logs: 'pods',
  exec: 'pods',
  attach: 'pods',
  'port-forward': 'pods',
  cordon: 'nodes',
  uncordon: 'nodes',
  drain: 'nodes',
  'proxy-rules': 'nodes',
};

export async function candidatesFor(cli: Cli, words: readonly string[]): Promise<Candidate[]> {
  const typed = words.at(-1) ?? '';
  const program = newProgram(cli);
  const before = plainAtWords(words.slice(0, -1), program);
  const { command, path, operands, globals } = await readWords(program, cli, before);
  cli.takeGlobals(globals);
  const value = await flagValues(cli, before.at(-1), command, program);
  const found = value ?? (await plainCandidates(cli, { program, command, path, operands, typed }));
  return found.filter(({ word }) => word.startsWith(typed) && word !== '');
}

interface Position {
  readonly program: Command;
  readonly command: Command | undefined;
  /** `rollout status` */
  readonly path: string;
  readonly operands: readonly string[];
  readonly typed: string;
}

async function plainCandidates(cli: Cli, { program, command, path, operands, typed }: Position): Promise<Candidate[]> {
  if (typed.startsWith('-')) return flagsOf(program, command);
  if (!command)
    return commands.filter(({ isHidden }) => !isHidden).map(({ name, summary }) => ({ word: name, about: summary }));
  if (command.commands.length > 0) {
    return command.commands.map((each) => ({ word: each.name(), about: each.description() }));
  }
  if (path === 'at') return readsPast.map((word) => ({ word }));
  if (path === 'config use-context' || path === 'config delete-context') return contextNames(cli);
  if (path === 'completion') return ['bash', 'zsh', 'fish'].map((word) => ({ word }));
  if (!(path in takesObjects)) return [];
  return objectCandidates(cli, takesObjects[path], operands, typed);
}

/** Kinds first, then names of that kind; `pod/` names with their kind. */
async function objectCandidates(
  cli: Cli,
  meant: string | undefined,
  operands: readonly string[],
  typed: string,
): Promise<Candidate[]> {
  const kinds = await loadKinds(cli);
  const slash = typed.indexOf('/');
  if (slash > 0) {
    const type = typed.slice(0, slash);
    return (await namesOf(cli, kinds.find(type))).map((name) => ({ word: `${type}/${name}` }));
  }
  const type = meant ?? operands[0];
  if (type === undefined) return kindNames(kinds);
  return (await namesOf(cli, kinds.find(type))).filter((name) => !operands.includes(name)).map((word) => ({ word }));
}

function kindNames({ all }: ResourceKinds): Candidate[] {
  return all.map(({ plural, shortNames }) => ({ word: plural, about: shortNames.join(', ') }));
}

async function namesOf(cli: Cli, kind: ResourceKind | undefined): Promise<string[]> {
  if (!kind) return [];
  const client = await cli.connect();
  const list = { first: maxNames, ...(kind.namespaced && { namespace: await cli.namespace() }) };
  const { items } = await client.of(kind.resource).list(list, { timeoutMs: patienceMs });
  return items.map(({ metadata }) => metadata.name);
}

async function contextNames(cli: Cli): Promise<Candidate[]> {
  const { contexts } = (await ConfigFile.read(cli.options)).value;
  const names = Array.isArray(contexts) ? (contexts as Array<{ name?: unknown }>).map(({ name }) => String(name)) : [];
  return names.map((word) => ({ word }));
}

function flagsOf(program: Command, command: Command | undefined): Candidate[] {
  return [...(command?.options ?? []), ...program.options].flatMap(({ long, description }) =>
    long ? [{ word: long, about: description }] : [],
  );
}

const outputForms = ['json', 'yaml', 'wide', 'name', 'jsonpath=', 'custom-columns='];

/** Undefined where the word before is not a flag that waits for its value. */
async function flagValues(
  cli: Cli,
  flag: string | undefined,
  command: Command | undefined,
  program: Command,
): Promise<Candidate[] | undefined> {
  if (!flag?.startsWith('-')) return undefined;
  const option = [...(command?.options ?? []), ...program.options].find(
    ({ long, short }) => long === flag || short === flag,
  );
  if (!option?.required) return undefined;
  if (option.long === '--namespace')
    return (await namesOf(cli, (await loadKinds(cli)).find('namespaces'))).map((word) => ({ word }));
  if (option.long === '--context') return contextNames(cli);
  if (option.argChoices) return option.argChoices.map((word) => ({ word }));
  return option.long === '--output' ? outputForms.map((word) => ({ word })) : [];
}

interface ReadWords {
  readonly command: Command | undefined;
  readonly path: string;
  readonly operands: readonly string[];
  readonly globals: GlobalOptions;
}

/** What was typed up to the cursor, as the command line would read it, but forgiving what is not complete. */
async function readWords(program: Command, cli: Cli, words: readonly string[]): Promise<ReadWords> {
  const globals: Record<string, string> = {};
  const operands: string[] = [];
  let command: Command | undefined;
  const path: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word.startsWith('-')) {
      const [name, inline] = word.split(/=(.*)/s);
      const known = [...(command?.options ?? []), ...program.options].find(
        ({ long, short }) => long === name || short === name,
      );
      const value = inline ?? (known?.required ? words[++index] : undefined);
      if (known && value !== undefined && program.options.includes(known)) globals[known.attributeName()] = value;
      continue;
    }
    const next = command ? command.commands.find((each) => each.name() === word) : await topCommand(program, cli, word);
    if (next && operands.length === 0) {
      command = next;
      path.push(next.name());
    } else operands.push(word);
  }
  return { command, path: path.join(' '), operands, globals };
}

async function topCommand(program: Command, cli: Cli, word: string): Promise<Command | undefined> {
  const entry = commands.find(({ name, aliases }) => name === word || aliases?.includes(word));
  if (!entry) return undefined;
  const command = program.command(entry.name);
  (await entry.load())(command, cli);
  return command;
}
