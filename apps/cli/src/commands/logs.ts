// `logs`: what containers have written.
import type { Pod } from '@portolan/client';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CommandError, throwFailures, UsageError } from '../failures.ts';
import { type LogFlags, logOptionsOf, maxLogRequestsOf } from '../log-flags.ts';
import { ByteOutput } from '../pod-streams/byte-output.ts';
import { chooseContainer, containerNames } from '../pod-streams/choose-container.ts';
import { findPods } from '../pod-streams/find-pods.ts';
import { LineOutput } from '../pod-streams/line-output.ts';

interface LogSource {
  readonly pod: Pod;
  readonly container: string;
}

type LogOptions = ReturnType<typeof logOptionsOf>;

export function defineLogs(command: Command, cli: Cli): void {
  command
    .argument('[pod]', 'web | pod/web | deploy/web')
    .argument('[container]', 'the container; the default or the first one unless told')
    .option('-c, --container <name>', 'the same')
    .option('--all-containers', 'of every container of the pod')
    .option('-l, --selector <labels>', 'of the pods with these labels; their last 10 lines unless --tail says more')
    .option('-f, --follow', 'go on with what is written from now on')
    .option('-p, --previous', 'of the container that ran before the last restart')
    .option('--timestamps', 'begin each line with the time it was written')
    .option('--prefix', 'begin each line with the pod and the container it is from')
    .option('--since <duration>', 'nothing older, such as 5m')
    .option('--since-time <time>', 'nothing before this time, RFC 3339')
    .option('--tail <lines>', 'the last lines only; -1 for all')
    .option('--limit-bytes <bytes>', 'stop after so many bytes')
    .option('--max-log-requests <count>', 'how many logs may be followed at a time', '5')
    .action((pod: string | undefined, container: string | undefined, flags: LogFlags) =>
      logs(cli, pod, container, flags),
    );
}

async function logs(cli: Cli, word: string | undefined, inline: string | undefined, flags: LogFlags): Promise<void> {
  if (inline !== undefined && flags.container !== undefined) {
    throw new UsageError('only one of -c or an inline [CONTAINER] arg is allowed');
  }
  const container = flags.container ?? inline;
  if (flags.allContainers && container !== undefined) {
    throw new UsageError(`--all-containers=true should not be specified with container name ${container}`);
  }
  const options = logOptionsOf(flags);
  const mostAtOnce = maxLogRequestsOf(flags);
  const pods = await podsOf(cli, word, flags.selector);
  const sources = pods.flatMap((pod) => sourcesOf(cli, pod, { container, all: flags.allContainers === true }));
  if (!flags.follow) {
    for (const source of sources) await print(cli, source, { options, flags, isOnly: sources.length === 1 });
    return;
  }
  if (sources.length > mostAtOnce) {
    throw new CommandError(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${mostAtOnce}, use --max-log-requests to increase the limit`,
    );
  }
  const isOnly = sources.length === 1;
  const ends = await Promise.allSettled(sources.map((source) => print(cli, source, { options, flags, isOnly })));
  throwFailures(ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])));
}

async function podsOf(cli: Cli, word: string | undefined, selector: string | undefined): Promise<readonly Pod[]> {
  if (word === undefined && selector === undefined) {
    throw new UsageError(
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    );
  }
  if (word === undefined) {
    const client = await cli.connect();
    const { items } = await client.pods.list(
      { namespace: await cli.namespace(), labelSelector: selector ?? '' },
      cli.request,
    );
    if (items.length === 0) cli.warn(`No resources found in ${await cli.namespace()} namespace.`);
    return items;
  }
  if (selector !== undefined) throw new UsageError('only a selector (-l) or a POD name is allowed');
  const { pods } = await findPods(cli, word);
  const [pod] = pods;
  if (pods.length > 1) cli.warn(`Found ${pods.length} pods, using pod/${pod.metadata.name}`);
  return [pod];
}

function sourcesOf(cli: Cli, pod: Pod, { container, all }: { container: string | undefined; all: boolean }) {
  if (all) return containerNames(pod).map((name): LogSource => ({ pod, container: name }));
  const { name, notice } = chooseContainer(pod, container);
  if (notice !== undefined) cli.warn(notice);
  return [{ pod, container: name }];
}

async function print(
  cli: Cli,
  { pod, container }: LogSource,
  { options, flags, isOnly }: { readonly options: LogOptions; readonly flags: LogFlags; readonly isOnly: boolean },
): Promise<void> {
  const { name, namespace } = pod.metadata;
  const output = new ByteOutput(cli.streams.stdout, { raw: false });
  const client = await cli.connect();
  const log = client.podStreams.log({ name, ...(namespace !== undefined && { namespace }) }, { ...options, container });
  if (isOnly && !flags.prefix) {
    for await (const bytes of log) await output.write(bytes);
    return;
  }
  const lines = new LineOutput(output, flags.prefix ? `[pod/${name}/${container}] ` : '');
  for await (const bytes of log) await lines.write(bytes);
  await lines.end();
}
