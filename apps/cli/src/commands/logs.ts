// `logs`: what a container has written.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { parseDurationMs } from '../duration.ts';
import { CommandError, UsageError } from '../failures.ts';
import { parseNamed } from '../resource-arguments.ts';
import { loadKinds } from '../resource-kinds.ts';

interface LogsOptions {
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly timestamps?: boolean;
  readonly since?: string;
  readonly sinceTime?: string;
  readonly tail?: string;
  readonly limitBytes?: string;
}

export function defineLogs(command: Command, cli: Cli): void {
  command
    .argument('<pod>', 'web | pod/web')
    .argument('[container]', 'the container; may be left out where there is one')
    .option('-c, --container <name>', 'the same')
    .option('-f, --follow', 'go on with what is written from now on')
    .option('-p, --previous', 'of the container that ran before the last restart')
    .option('--timestamps', 'begin each line with the time it was written')
    .option('--since <duration>', 'nothing older, such as 5m')
    .option('--since-time <time>', 'nothing before this time, RFC 3339')
    .option('--tail <lines>', 'the last lines only; -1 for all', '-1')
    .option('--limit-bytes <bytes>', 'stop after so many bytes')
    .action((pod: string, container: string | undefined, options: LogsOptions) => logs(cli, pod, container, options));
}

async function logs(cli: Cli, word: string, container: string | undefined, options: LogsOptions): Promise<void> {
  const { kind, name } = parseNamed(word, 'pod', await loadKinds(cli));
  if (kind.kind !== 'Pod') throw new CommandError(`cannot get the logs of ${kind.kind}: name a pod`);
  const { follow, previous, timestamps, since, sinceTime } = options;
  const wanted = options.container ?? container;
  const tailLines = numberOf(options.tail, '--tail');
  const limitBytes = numberOf(options.limitBytes, '--limit-bytes');
  const client = await cli.connect();
  const bytes = client.podStreams.log(
    { name, namespace: await cli.namespace() },
    {
      ...(wanted !== undefined && { container: wanted }),
      ...(follow && { follow }),
      ...(previous && { previous }),
      ...(timestamps && { timestamps }),
      ...(since !== undefined && { sinceSeconds: Math.ceil(parseDurationMs(since, '--since') / 1000) }),
      ...(sinceTime !== undefined && { sinceTime }),
      ...(tailLines !== undefined && tailLines >= 0 && { tailLines }),
      ...(limitBytes !== undefined && { limitBytes }),
    },
  );
  const decoder = new TextDecoder();
  for await (const chunk of bytes) cli.write(decoder.decode(chunk, { stream: true }));
}

function numberOf(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new UsageError(`invalid argument "${text}" for "${flag}" flag: must be a whole number`);
}
