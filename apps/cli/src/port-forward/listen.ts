// The local end of a forwarded port: a listener on each address, whose connections go to the pod.
import { once } from 'node:events';
import { type AddressInfo, createServer, isIPv6, type Server, type Socket } from 'node:net';
import type { PodSession } from '@portolan/client';
import { CommandError } from '../failures.ts';
import type { PortPair } from './port-spec.ts';

export interface ListenOptions {
  readonly addresses: readonly string[];
  /** A connection to the pod's port. */
  open(remote: number): Promise<PodSession>;
  /** A line for people. */
  say(text: string): void;
  /** Why one connection could not be made or broke off. */
  onFailure(error: unknown, pair: PortPair): void;
}

const localhostAddresses = ['127.0.0.1', '::1'] as const;

/** Throws CommandError when no address can be listened on. */
export async function listenOn(pair: PortPair, options: ListenOptions): Promise<Server[]> {
  const servers: Server[] = [];
  const failures: string[] = [];
  let { local } = pair;
  for (const address of options.addresses.flatMap(numericOf)) {
    const server = createServer({ allowHalfOpen: true }, (socket) => void forward(socket, { ...pair, local }, options));
    try {
      server.listen(local, address);
      await once(server, 'listening');
    } catch (error) {
      failures.push((error as Error).message);
      continue;
    }
    // The port that the system chose for the first address serves on the others as well.
    local = (server.address() as AddressInfo).port; // Sound: it listens on a port, not on a pipe.
    options.say(`Forwarding from ${isIPv6(address) ? `[${address}]` : address}:${local} -> ${pair.remote}`);
    servers.push(server);
  }
  if (servers.length > 0) return servers;
  throw new CommandError(`Listeners failed to create with the following errors: [${failures.join(' ')}]`);
}

function numericOf(address: string): readonly string[] {
  return address === 'localhost' ? localhostAddresses : [address];
}

async function forward(socket: Socket, pair: PortPair, options: ListenOptions): Promise<void> {
  options.say(`Handling connection for ${pair.local}`);
  // Whatever ends the local side ends the other one, by the close that follows an error.
  socket.on('error', () => socket.destroy());
  socket.pause();
  try {
    const session = await options.open(pair.remote);
    socket.on('close', () => session.close());
    socket.on('data', (data: Buffer) => {
      socket.pause();
      void session.write(data).then(() => socket.resume());
    });
    socket.on('end', () => session.endInput());
    socket.resume();
    for await (const { data } of session.output()) if (!socket.write(data)) await drained(socket);
    await session.ended;
    socket.end();
  } catch (error) {
    // The one who connected has left already: there is nobody to tell.
    if (!socket.destroyed) options.onFailure(error, pair);
    socket.destroy();
  }
}

async function drained(socket: Socket): Promise<void> {
  if (!socket.destroyed) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}
