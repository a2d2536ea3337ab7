// docs/cli.md and its Chinese form: every command with its arguments, flags and examples, out of the program itself.
import type { Command, Option } from 'commander';
import { Cli } from '../../apps/cli/src/cli.ts';
import { commands } from '../../apps/cli/src/commands.ts';
import { newProgram } from '../../apps/cli/src/program.ts';
import { commandExamples } from './command-examples.ts';
import { type Language, textsOf } from './reference-texts.ts';

export async function commandReference(language: Language): Promise<string> {
  const program = newProgram(new Cli(process, []));
  const texts = textsOf(language);
  const parts = [texts.generated, texts.commands.introduction, flagTable(program, texts.commands.flag)];
  for (const entry of commands) {
    if (entry.isHidden) continue;
    const command = program.command(entry.name).description(entry.summary);
    (await entry.load())(command, new Cli(process, []));
    const summary = language === 'en' ? entry.summary : texts.commands.summaries[entry.name];
    if (summary === undefined) throw new Error(`${language}: what does ${entry.name} do? Say it in reference-texts.ts`);
    parts.push(`## ${entry.name}`, `${summary}${texts.fullStop}`, ...usageOf(command, texts.commands.flag));
    for (const below of subcommandsOf(command))
      parts.push(`### ${wordsOf(below)}`, ...usageOf(below, texts.commands.flag));
    parts.push(exampleOf(entry.name));
  }
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function subcommandsOf(command: Command): Command[] {
  return command.commands
    .filter((each) => each.name() !== 'help')
    .flatMap((each) => (each.commands.length > 0 ? subcommandsOf(each) : [each]));
}

/** `rollout status` */
function wordsOf(command: Command): string {
  const above = command.parent;
  return above?.parent ? `${wordsOf(above)} ${command.name()}` : command.name();
}

function usageOf(command: Command, heading: string): string[] {
  if (command.commands.some((each) => each.name() !== 'help') && command.registeredArguments.length === 0) return [];
  const description = command.parent?.parent ? `${sentence(command.description())} ` : '';
  const usage = `${description}\`portolan ${wordsOf(command)} ${command.usage()}\``;
  const told = command.registeredArguments.filter(({ description }) => description);
  const rows = told.map((argument) => row(argument.name(), argument.description));
  return [usage, flagTable(command, heading, rows)];
}

/** `from literals` → `From literals.` */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function flagTable(command: Command, heading: string, rows: readonly string[] = []): string {
  const flags = command.options
    .filter(({ hidden }) => !hidden)
    .map((option) => row(option.flags, descriptionOf(option)));
  const all = [...rows, ...flags];
  return all.length === 0 ? '' : [heading, '|---|---|', ...all].join('\n');
}

function descriptionOf({ description, defaultValue }: Option): string {
  if (defaultValue === undefined || defaultValue === false || defaultValue === '') return description;
  return `${description} (${JSON.stringify(defaultValue).replaceAll('"', '')})`;
}

function row(name: string, description: string): string {
  return `| \`${name.replaceAll('|', '\\|')}\` | ${asText(description)} |`;
}

/** What Markdown would take for its own is escaped. */
function asText(text: string): string {
  return text.replace(/[|<>*]/g, (character) => `\\${character}`);
}

function exampleOf(name: string): string {
  const example = commandExamples[name];
  if (!example) throw new Error(`command-examples.ts has none of ${name}`);
  const comments = (example.instructions ?? []).map((each) => `<!-- ${each} -->\n`).join('');
  return `${comments}\`\`\`sh\n${example.code}\n\`\`\``;
}
