// The words of the command line as kubectl's users write them, in the form that commander reads.
import type { Command, Option } from 'commander';

/**
 * `--wait=false` → `--no-wait`, `--all=true` → `--all`, `-o=json` → `-ojson`, a bare `--dry-run` → `--dry-run=client`.
 * What stands behind `--` is not touched.
 */
export function plainWords(words: readonly string[], program: Command): string[] {
  const dashes = words.indexOf('--');
  const end = dashes < 0 ? words.length : dashes;
  const options = optionsOf(program);
  const before = words.slice(0, end).flatMap((word, index) => plainWord(word, words[index + 1], options));
  return [...before, ...words.slice(end)];
}

function plainWord(word: string, next: string | undefined, options: readonly Option[]): string[] {
  const [, name = '', value] = /^--([a-z-]+)=(true|false)$/.exec(word) ?? [];
  if (value !== undefined) return plainSwitch(word, { name, isOn: value === 'true' }, options);
  if (word === '--dry-run' && !(next && dryRuns.includes(next))) return ['--dry-run=client'];
  return [/^-[a-zA-Z]=./s.test(word) ? word.replace('=', '') : word];
}

const dryRuns = ['none', 'client', 'server'];

/** A switch that is off unless it is named has no form that turns it off: then it is left out. */
function plainSwitch(
  word: string,
  { name, isOn }: { name: string; isOn: boolean },
  options: readonly Option[],
): string[] {
  const isSwitch = (long: string) =>
    options.some((option) => option.long === long && !option.required && !option.optional);
  const [on, off] = [`--${name}`, `--no-${name}`];
  if (isOn && isSwitch(on)) return [on];
  if (isOn && isSwitch(off)) return [];
  if (!isOn && isSwitch(off)) return [off];
  return !isOn && isSwitch(on) ? [] : [word];
}

function optionsOf(command: Command): Option[] {
  return [...command.options, ...command.commands.flatMap(optionsOf)];
}
