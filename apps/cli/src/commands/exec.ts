// `exec`: runs a command in a container and ends with its exit code.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CommandError, UsageError } from '../failures.ts';
import { parseNamed } from '../resource-arguments.ts';
import { loadKinds } from '../resource-kinds.ts';

interface ExecOptions {
  readonly container?: string;
  readonly stdin?: boolean;
  readonly tty?: boolean;
}

export function defineExec(command: Command, cli: Cli): void {
  command
    .argument('<pod>', 'web | pod/web')
    .argument('[command...]', 'after --, the command and its arguments')
    .option('-c, --container <name>', 'the container; may be left out where there is one')
    .option('-i, --stdin', 'pass the standard input on')
    .option('-t, --tty', 'give the command a terminal')
    .action((pod: string, words: string[], options: ExecOptions) => exec(cli, pod, words, options));
}

async function exec(cli: Cli, word: string, words: readonly string[], options: ExecOptions): Promise<void> {
  const command = cli.afterDashes ?? words;
  if (command.length === 0) throw new UsageError('you must specify at least one command for the container');
  const { kind, name } = parseNamed(word, 'pod', await loadKinds(cli));
  if (kind.kind !== 'Pod') throw new CommandError(`cannot run a command in ${kind.kind}: name a pod`);
  const { stdin, stdout, stderr } = cli.streams;
  const client = await cli.connect();
  const session = await client.podStreams.exec(
    { name, namespace: await cli.namespace() },
    {
      command,
      ...(options.container !== undefined && { container: options.container }),
      ...(options.stdin && { stdin: true }),
      ...(options.tty && { tty: true }),
    },
  );
  const isRaw = options.tty === true && stdin.isTTY;
  if (isRaw) stdin.setRawMode(true);
  if (options.stdin) {
    stdin.on('data', (data: Buffer) => session.write(data));
    stdin.on('end', () => session.endInput());
  }
  if (isRaw) session.resize({ columns: stdout.columns, rows: stdout.rows });
  try {
    // A command that was asked for a terminal may speak to it; any other has its escapes shown.
    for await (const { stream, data } of session.output()) {
      if (isRaw) stdout.write(data);
      else if (stream === 'stderr') stderr.write(data);
      else cli.write(Buffer.from(data).toString('utf8'));
    }
    process.exitCode = (await session.ended).exitCode;
  } finally {
    if (isRaw) stdin.setRawMode(false);
    stdin.pause();
  }
}
