// `port-forward`: local ports whose connections go to a pod.

import type { Server } from 'node:net';
import type { Pod, Service } from '@portolan/client';
import { isCode } from '@portolan/client/errors.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CommandError, UsageError } from '../failures.ts';
import { findPods } from '../pod-streams/find-pods.ts';
import { type ListenOptions, listenOn } from '../port-forward/listen.ts';
import { type PortPair, portPairs } from '../port-forward/port-spec.ts';

interface PortForwardOptions {
  readonly address: string[];
}

const split = (value: string) => value.split(',');

export function definePortForward(command: Command, cli: Cli): void {
  command
    .argument('<pod>', 'web | pod/web | deploy/web | svc/web')
    .argument(
      '[ports...]',
      '[LOCAL:]REMOTE, numbers or names of ports; a LOCAL of 0 or none before the colon: any free one',
    )
    .option('--address <addresses>', 'where to listen, separated by commas', split, ['localhost'])
    .action((pod: string, ports: string[], options: PortForwardOptions) => portForward(cli, pod, ports, options));
}

async function portForward(cli: Cli, word: string, ports: string[], { address }: PortForwardOptions): Promise<void> {
  if (ports.length === 0) throw new UsageError('at least 1 PORT is required for port-forward');
  const { target, object, pods } = await findPods(cli, word);
  const [pod] = pods;
  const pairs = portPairs(ports, pod, target.kind.kind === 'Service' ? (object as Service) : undefined);
  if (pod.status?.phase !== 'Running') {
    throw new CommandError(
      `unable to forward port because pod is not running. Current status=${pod.status?.phase ?? ''}`,
    );
  }
  await serve(cli, pod, { pairs, addresses: address });
}

/** Until the process is told to end, or the pod is gone. */
async function serve(
  cli: Cli,
  { metadata: { name, namespace } }: Pod,
  { pairs, addresses }: { readonly pairs: readonly PortPair[]; readonly addresses: readonly string[] },
): Promise<void> {
  const client = await cli.connectLive();
  const ref = { name, ...(namespace !== undefined && { namespace }) };
  let lose: (error: Error) => void = () => undefined;
  const lost = new Promise<never>((_resolve, reject) => {
    lose = reject;
  });
  // It may come while the other ports are still being listened on.
  lost.catch(() => undefined);
  const listeners = await listenOnAll(cli, pairs, {
    addresses,
    open: (remote) => client.podStreams.portForward(ref, remote),
    say: (text) => cli.print(text),
    onFailure: (error, { local, remote }) => {
      const why = error instanceof Error ? error.message : String(error);
      cli.warn(`error: an error occurred forwarding ${local} -> ${remote}: ${why}`);
      if (isCode(error, 'NOT_FOUND')) lose(new CommandError('lost connection to pod'));
    },
  });
  try {
    await lost;
  } finally {
    for (const server of listeners) server.close();
  }
}

/** One port that is taken does not keep the others from being forwarded. */
async function listenOnAll(cli: Cli, pairs: readonly PortPair[], options: ListenOptions): Promise<Server[]> {
  const servers: Server[] = [];
  for (const pair of pairs) {
    try {
      servers.push(...(await listenOn(pair, options)));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      cli.warn(`Unable to listen on port ${pair.local}: ${error.message}`);
    }
  }
  if (servers.length > 0) return servers;
  const wanted = pairs.map(({ local, remote }) => `{${local} ${remote}}`).join(' ');
  throw new CommandError(`unable to listen on any of the requested ports: [${wanted}]`);
}
