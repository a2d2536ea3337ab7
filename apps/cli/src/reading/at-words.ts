// `at WHEN COMMAND …` is `COMMAND --at=WHEN …`: flags, output and help of the command stay its own.
import type { Command } from 'commander';
import { UsageError } from '../failures.ts';

/** Commands that can show the past. */
export const readsPast: readonly string[] = ['get', 'describe', 'events'];

/** Other words are given back as they are, incomplete ones too. Throws UsageError for a command that acts on the present. */
export function plainAtWords(words: readonly string[], program: Command): readonly string[] {
  const at = nextOperand(words, 0, program);
  const when = words[at + 1];
  if (words[at] !== 'at' || when === undefined || when === '-h' || when === '--help') return words;
  const position = nextOperand(words, at + 2, program);
  const command = words[position];
  if (command === undefined) return words;
  if (!readsPast.includes(command)) {
    throw new UsageError(
      `"${command}" does not show the past. Of a revision or time one can ask: ${readsPast.join(', ')}`,
    );
  }
  const flagsBetween = words.slice(at + 2, position);
  return [...words.slice(0, at), command, `--at=${when}`, ...flagsBetween, ...words.slice(position + 1)];
}

/** Of the first word from here on that is neither a global flag nor its value. */
function nextOperand(words: readonly string[], from: number, { options }: Command): number {
  let position = from;
  while (words[position]?.startsWith('-')) {
    const takesValue = options.some(({ long, short, required }) => {
      return required && (long === words[position] || short === words[position]);
    });
    position += takesValue ? 2 : 1;
  }
  return position;
}
