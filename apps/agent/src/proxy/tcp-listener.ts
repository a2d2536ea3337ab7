// TCP of one address of a service: accepts, connects to an endpoint and passes bytes both ways.
//
// Each direction is a pipe of its own: it waits for a slow reader, and its end is passed on alone, so that half-closed
// connections work. An error of either side resets the other. Closing the listener ends no connection.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '@portolan/client/clock.ts';
import { Balancer } from './balancer.ts';
import type { Listener } from './binder.ts';
import { type Route, type Target, targetKey } from './plan-routes.ts';

const connectTimeoutMs = 5_000;
/** How long a peer that vanished without a word is believed in. */
const keepAliveMs = 60_000;

/** The open connections of all listeners of a proxy. */
export class Connections {
  accepted = 0;
  /** Reset because of the limit, or because no endpoint took them. */
  refused = 0;
  private readonly sockets = new Set<Socket>();
  private readonly max: number;

  constructor(max: number) {
    this.max = max;
  }

  get open(): number {
    return this.sockets.size;
  }

  get isFull(): boolean {
    return this.sockets.size >= this.max;
  }

  add(client: Socket): void {
    this.accepted++;
    this.sockets.add(client);
    client.once('close', () => this.sockets.delete(client));
  }

  refuse(client: Socket): void {
    this.refused++;
    client.resetAndDestroy();
  }

  destroyAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

export class TcpListener implements Listener<Route> {
  private readonly clock: Clock;
  private readonly connections: Connections;
  private readonly balancer: Balancer;
  private readonly server: Server;
  private readonly route: Route;

  constructor(route: Route, { clock, connections }: { clock: Clock; connections: Connections }) {
    this.route = route;
    this.clock = clock;
    this.connections = connections;
    this.balancer = new Balancer(clock, route);
    // Nothing is read before there is an endpoint to give it to.
    this.server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) =>
      this.serve(client),
    );
  }

  async bind(): Promise<void> {
    const { address, port } = this.route;
    const listening = once(this.server, 'listening');
    this.server.listen({ host: address, port });
    await listening;
  }

  update(route: Route): void {
    this.balancer.update(route);
  }

  close(): void {
    if (this.server.listening) this.server.close();
  }

  private serve(client: Socket): void {
    client.on('error', () => undefined); // What it means is told by `close`, which always follows.
    if (this.connections.isFull) return this.connections.refuse(client);
    this.connections.add(client);
    client.setKeepAlive(true, keepAliveMs);
    this.tryNext(client, new Set());
  }

  private tryNext(client: Socket, tried: Set<string>): void {
    if (client.destroyed) return;
    const target = this.balancer.pick(client.remoteAddress ?? '', tried);
    if (!target) return this.connections.refuse(client);
    tried.add(targetKey(target));
    const upstream = this.connectTo(target);
    const giveUp = () => upstream.destroy();
    const next = () => {
      client.off('close', giveUp);
      this.tryNext(client, tried);
    };
    client.once('close', giveUp);
    upstream.once('close', next);
    upstream.once('connect', () => {
      client.off('close', giveUp);
      upstream.off('close', next);
      join(client, upstream);
    });
  }

  private connectTo({ address, port }: Target): Socket {
    const keepAlive = { keepAlive: true, keepAliveInitialDelay: keepAliveMs };
    const upstream = connect({ host: address, port, allowHalfOpen: true, noDelay: true, ...keepAlive });
    const timer = this.clock.setTimer(connectTimeoutMs, () => upstream.destroy());
    for (const event of ['connect', 'close']) upstream.once(event, () => timer.cancel());
    upstream.on('error', () => undefined); // As above.
    return upstream;
  }
}

function join(client: Socket, upstream: Socket): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.pipe(to);
    from.once('close', (hadError) => {
      if (hadError) to.resetAndDestroy();
      // Closed by us, with more to come: after an orderly end both directions have ended by themselves.
      else if (!from.readableEnded || !from.writableFinished) to.destroy();
    });
  }
}
