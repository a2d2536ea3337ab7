// The command line itself: global flags, the list of commands, help. Only the module of the command that is asked for is
// loaded, which keeps the start short.
import { Command, CommanderError } from 'commander';
import type { Cli, GlobalOptions } from './cli.ts';
import { plainWords } from './command-words.ts';
import { type CommandEntry, commands } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { plainAtWords } from './reading/at-words.ts';

const usage = `Find more with: portolan <command> --help
Exit codes: 0 ok, 1 error, 2 usage, 3 not found, 4 no access, 5 conflict, 6 timeout, 7 server unreachable.`;

/** Resolves with the exit code; throws what the command throws. */
export async function runProgram(cli: Cli, typed: readonly string[]): Promise<number> {
  const program = newProgram(cli);
  const words = plainAtWords(typed, program);
  const wanted = wantedCommand(words);
  for (const entry of commands) await addCommand(program, entry, cli, wanted === entry);
  try {
    if (words.length === 0) {
      program.outputHelp();
      return exitCodes.ok;
    }
    await program.parseAsync(plainWords(words, program), { from: 'user' });
  } catch (error) {
    // Commander has said already what is wrong, or shown the help that was asked for.
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  return Number(process.exitCode ?? exitCodes.ok);
}

export function newProgram(cli: Cli): Command {
  const program = new Command('portolan');
  program
    .description('portolan controls a Portolan cluster.')
    .option('-s, --server <url>', 'address of the API server')
    .option('--token <token>', 'bearer token')
    .option('--context <name>', 'context of the configuration file')
    .option('--config <path>', 'configuration file (default: $PORTOLAN_CONFIG or ~/.config/portolan/config.yaml)')
    .option('-n, --namespace <name>', 'namespace to act in')
    .option('--request-timeout <duration>', 'how long to wait for one answer, such as 10s; 30s unless told')
    .option('-v, --verbosity <level>', 'tell more: at 6 each request, at 8 with its variables')
    .addHelpText('after', `\n${usage}`)
    .helpCommand('help [command]', 'Help about a command')
    .hook('preAction', (top) => cli.takeGlobals(top.opts<GlobalOptions>()));
  return configure(program, cli);
}

function configure(command: Command, cli: Cli): Command {
  const { stdout, stderr } = cli.streams;
  return command
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true, helpWidth: stdout.columns || 100 })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(asKubectlSays(text)),
    });
}

/** `error: unknown option '--x'` → `error: unknown flag: --x` */
function asKubectlSays(text: string): string {
  return text
    .replace(/unknown option '([^'=]*)[^']*'/, 'unknown flag: $1')
    .replace(/unknown command '([^']*)'/, 'unknown command "$1"');
}

async function addCommand(program: Command, entry: CommandEntry, cli: Cli, isWanted: boolean): Promise<void> {
  // `createCommand` and not `command`, which would have the settings copied before they are complete.
  const command = program.command(entry.name, { hidden: entry.isHidden === true }).description(entry.summary);
  command.copyInheritedSettings(program);
  if (entry.aliases) command.aliases([...entry.aliases]);
  if (isWanted) (await entry.load())(command, cli);
}

/** The command that the words name: the first of them that is neither a flag nor the value of a global one. */
function wantedCommand(words: readonly string[]): CommandEntry | undefined {
  const operands = words.filter((word) => !word.startsWith('-'));
  const help = operands[0] === 'help' ? operands.slice(1) : operands;
  return help
    .map((word) => commands.find(({ name, aliases }) => name === word || aliases?.includes(word)))
    .find(Boolean);
}
