// `exec`: runs a command in a container and ends with its exit code.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CommandError, SilentExit, UsageError } from '../failures.ts';
import { chooseContainer } from '../pod-streams/choose-container.ts';
import { findPods } from '../pod-streams/find-pods.ts';
import { joinTerminal, terminalOf } from '../pod-streams/terminal-session.ts';

interface ExecOptions {
  readonly container?: string;
  readonly stdin?: boolean;
  readonly tty?: boolean;
  readonly quiet?: boolean;
}

export function defineExec(command: Command, cli: Cli): void {
  command
    .argument('[pod]', 'web | pod/web | deploy/web')
    .argument('[command...]', 'after --, the command and its arguments')
    .option('-c, --container <name>', 'the container; the default or the first one unless told')
    .option('-i, --stdin', 'pass the standard input on')
    .option('-t, --tty', 'give the command a terminal')
    .option('-q, --quiet', 'print only what the command prints')
    .action((pod: string | undefined, words: string[], options: ExecOptions) => exec(cli, pod, words, options));
}

async function exec(
  cli: Cli,
  pod: string | undefined,
  words: readonly string[],
  { container, stdin = false, tty = false, quiet }: ExecOptions,
): Promise<void> {
  const { afterDashes } = cli;
  if (pod === undefined || words.length < (afterDashes?.length ?? 0)) {
    throw new UsageError('pod, type/name or --filename must be specified');
  }
  if (!afterDashes || words.length > afterDashes.length) {
    if (words.length === 0) throw new UsageError('you must specify at least one command for the container');
    throw new UsageError('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
  }
  if (words.length === 0) throw new UsageError('you must specify at least one command for the container');
  const [found] = (await findPods(cli, pod)).pods;
  const phase = found.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  const { name, notice } = chooseContainer(found, container);
  if (notice !== undefined && !quiet) cli.warn(notice);
  const terminal = terminalOf(cli, { stdin, tty });
  const client = await cli.connectLive();
  const { name: podName, namespace } = found.metadata;
  const session = await client.podStreams.exec(
    { name: podName, ...(namespace !== undefined && { namespace }) },
    { command: words, container: name, ...terminal },
  );
  const exitCode = await joinTerminal(cli, session, terminal);
  if (exitCode === 0) return;
  if (!quiet) cli.warn(`command terminated with exit code ${exitCode}`);
  throw new SilentExit(exitCode);
}
