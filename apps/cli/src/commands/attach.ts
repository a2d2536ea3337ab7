// `attach`: the standard streams of a container that runs already.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CommandError } from '../failures.ts';
import { chooseContainer } from '../pod-streams/choose-container.ts';
import { findPods } from '../pod-streams/find-pods.ts';
import { joinTerminal, type TerminalOptions, terminalOf } from '../pod-streams/terminal-session.ts';

interface AttachOptions {
  readonly container?: string;
  readonly stdin?: boolean;
  readonly tty?: boolean;
  readonly quiet?: boolean;
}

export function defineAttach(command: Command, cli: Cli): void {
  command
    .argument('<pod>', 'web | pod/web | deploy/web')
    .option('-c, --container <name>', 'the container; the default or the first one unless told')
    .option('-i, --stdin', 'pass the standard input on')
    .option('-t, --tty', 'the standard input is a terminal')
    .option('-q, --quiet', 'print only what the container prints')
    .action((pod: string, options: AttachOptions) => attach(cli, pod, options));
}

async function attach(cli: Cli, word: string, options: AttachOptions): Promise<void> {
  const { container, stdin = false, tty = false, quiet = false } = options;
  const [pod] = (await findPods(cli, word)).pods;
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new CommandError(`cannot attach a container in a completed pod; current phase is ${phase}`);
  }
  const { name, notice } = chooseContainer(pod, container);
  if (notice !== undefined && !quiet) cli.warn(notice);
  const hasTerminal = pod.spec?.containers.find((each) => each.name === name)?.tty === true;
  if (tty && !hasTerminal && !quiet) {
    cli.warn(`Unable to use a TTY - container ${name} did not allocate one`);
  }
  const terminal: TerminalOptions = hasTerminal ? terminalOf(cli, { stdin, tty }) : { stdin, tty: false };
  const client = await cli.connectLive();
  const { name: podName, namespace } = pod.metadata;
  const session = await client.podStreams.attach(
    { name: podName, ...(namespace !== undefined && { namespace }) },
    { container: name, stdin },
  );
  if (terminal.tty && !quiet) cli.warn("If you don't see a command prompt, try pressing enter.");
  // The container's exit code is its own: attaching to it has succeeded.
  await joinTerminal(cli, session, terminal);
}
