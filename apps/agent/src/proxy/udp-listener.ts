// UDP of one address of a service. A flow is a client's address and the endpoint it was given; it ends when it is idle, and
// at once when its endpoint goes, so that nobody talks to an address that is somebody else's by then.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Clock, Timer } from '@portolan/client/clock.ts';
import { Balancer } from './balancer.ts';
import type { Listener } from './binder.ts';
import type { Route, Target } from './plan-routes.ts';

/** The kernel's for a flow that was answered (nf_conntrack_udp_timeout_stream). */
const idleMs = 120_000;
const sweepMs = 10_000;
/** Of one listener; the longest idle one ends for a new one. */
const maxFlows = 1_024;
/** Kept while the endpoint's socket is being opened; what is more is dropped, as UDP may. */
const maxWaiting = 64;

interface Flow {
  readonly target: Target;
  readonly upstream: Socket;
  /** Until the socket is connected. */
  waiting: Buffer[] | undefined;
  usedMs: number;
}

export class UdpListener implements Listener<Route> {
  private readonly route: Route;
  private readonly clock: Clock;
  private readonly balancer: Balancer;
  private socket: Socket | undefined;
  /** By client, in the order of their last use. */
  private readonly flows = new Map<string, Flow>();
  private sweep: Timer | undefined;

  constructor(route: Route, { clock }: { clock: Clock }) {
    this.route = route;
    this.clock = clock;
    this.balancer = new Balancer(clock, route);
  }

  async bind(): Promise<void> {
    const { address, port } = this.route;
    const socket = createSocket('udp4');
    const listening = once(socket, 'listening');
    socket.bind({ address, port });
    try {
      await listening;
    } catch (error) {
      socket.close();
      throw error;
    }
    this.socket = socket;
    socket.on('error', () => undefined); // An answer that could not be sent is lost, as UDP may.
    socket.on('message', (message, client) => this.pass(socket, message, client));
  }

  update(route: Route): void {
    this.balancer.update(route);
    for (const [client, { target }] of this.flows) if (!this.balancer.has(target)) this.end(client);
  }

  close(): void {
    this.socket?.close();
    this.socket = undefined;
    for (const client of [...this.flows.keys()]) this.end(client);
  }

  private pass(socket: Socket, message: Buffer, { address, port }: RemoteInfo): void {
    const client = `${address}:${port}`;
    const flow = this.flows.get(client) ?? this.open(socket, client, { address, port });
    if (!flow) return;
    this.use(client, flow);
    if (!flow.waiting) flow.upstream.send(message);
    else if (flow.waiting.length < maxWaiting) flow.waiting.push(message);
  }

  private open(socket: Socket, client: string, { address, port }: Target): Flow | undefined {
    const target = this.balancer.pick(address);
    if (!target) return undefined;
    const upstream = createSocket('udp4');
    const flow: Flow = { target, upstream, waiting: [], usedMs: 0 };
    upstream.on('error', () => this.end(client, flow));
    upstream.on('message', (message) => {
      if (this.flows.get(client) !== flow) return;
      this.use(client, flow);
      socket.send(message, port, address);
    });
    upstream.connect(target.port, target.address, () => {
      const { waiting = [] } = flow;
      flow.waiting = undefined;
      if (this.flows.get(client) === flow) for (const message of waiting) upstream.send(message);
      else upstream.close();
    });
    const [longestIdle] = this.flows.keys();
    if (this.flows.size >= maxFlows && longestIdle !== undefined) this.end(longestIdle);
    return flow;
  }

  private use(client: string, flow: Flow): void {
    flow.usedMs = this.clock.monotonic();
    this.flows.delete(client);
    this.flows.set(client, flow);
    this.sweep ??= this.clock.setTimer(sweepMs, () => this.endIdle());
  }

  private endIdle(): void {
    this.sweep = undefined;
    for (const [client, { usedMs }] of this.flows) {
      if (this.clock.monotonic() - usedMs < idleMs) break;
      this.end(client);
    }
    if (this.flows.size > 0) this.sweep = this.clock.setTimer(sweepMs, () => this.endIdle());
  }

  private end(client: string, flow = this.flows.get(client)): void {
    if (!flow || this.flows.get(client) !== flow) return;
    this.flows.delete(client);
    // One that is still being opened closes itself when it finds that it is not wanted.
    if (!flow.waiting) flow.upstream.close();
    if (this.flows.size > 0) return;
    this.sweep?.cancel();
    this.sweep = undefined;
  }
}
