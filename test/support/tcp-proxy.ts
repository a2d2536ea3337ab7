// A TCP proxy between a client and a server that can do what networks do: delay, cut, fall silent, refuse.
import { connect as connectTo, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

export interface TcpProxyOptions {
  /** Where connections go: host and port of the real server. */
  readonly host?: string;
  readonly port: number;
  /** Where the proxy listens; any free port unless told. */
  readonly listenPort?: number;
}

export class TcpProxy {
  private readonly target: { host: string; port: number };
  private readonly listener: Server;
  private readonly pairs = new Set<Pair>();
  private delayMs = 0;
  private isSilent = false;
  private isRefusing = false;
  private holds: ((chunk: Buffer) => boolean) | undefined;
  private readonly heldClients = new Set<Socket>();
  private readonly held: Array<() => void> = [];
  /** Connections accepted since the start. */
  accepted = 0;

  private constructor({ host = '127.0.0.1', port }: TcpProxyOptions) {
    this.target = { host, port };
    this.listener = createServer((client) => this.accept(client));
  }

  static async start(options: TcpProxyOptions): Promise<TcpProxy> {
    const proxy = new TcpProxy(options);
    await new Promise<void>((resolve, reject) => {
      proxy.listener.once('error', reject);
      proxy.listener.listen(options.listenPort ?? 0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    const address = this.listener.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return address.port;
  }

  get connections(): number {
    return this.pairs.size;
  }

  /** The server has moved: connections made from here on go to another port. */
  retarget(port: number): void {
    this.target.port = port;
  }

  /** Every byte takes this much longer, in both directions. */
  delay(delayMs: number): void {
    this.delayMs = delayMs;
  }

  /** What clients send from the first such bytes of a connection on is kept back until `release`, and then arrives late. */
  hold(holds: (chunk: Buffer) => boolean): void {
    this.holds = holds;
  }

  get isHolding(): boolean {
    return this.held.length > 0;
  }

  release(): void {
    this.holds = undefined;
    this.heldClients.clear();
    for (const arrive of this.held.splice(0)) arrive();
  }

  /** Resets every connection; new ones are served. Returns how many there were. */
  cut(): number {
    const { size } = this.pairs;
    for (const { client, server } of this.pairs) {
      reset(client);
      reset(server);
    }
    return size;
  }

  /** Half-open: connections stay up and nothing passes, neither bytes nor their end, until `heal`. */
  silence(): void {
    this.isSilent = true;
    for (const { client, server } of this.pairs) {
      client.pause();
      server.pause();
    }
  }

  /** New connections are reset at once until `heal`. */
  refuse(): void {
    this.isRefusing = true;
  }

  /** Back to a good network; connections that were silenced are lost. */
  heal(): void {
    if (this.isSilent) this.cut();
    this.isSilent = false;
    this.isRefusing = false;
    this.delayMs = 0;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private accept(client: Socket): void {
    client.on('error', () => client.destroy());
    if (this.isRefusing) {
      reset(client);
      return;
    }
    this.accepted++;
    const server = connectTo(this.target);
    server.on('error', () => server.destroy());
    const pair = { client, server };
    this.pairs.add(pair);
    this.pipe(client, server);
    this.pipe(server, client);
    // In silence one side does not learn that the other is gone; it is kept, to be cut when the silence ends.
    const end = () => {
      if (!this.isSilent) for (const each of [client, server]) each.destroy();
      if (client.destroyed && server.destroyed) this.pairs.delete(pair);
    };
    client.on('close', end);
    server.on('close', end);
    if (!this.isSilent) return;
    client.pause();
    server.pause();
  }

  private pipe(from: Socket, to: Socket): void {
    const line = new Line();
    from.on('data', (chunk) => {
      const arrive = () => this.forward(from, to, chunk);
      if (this.isHeld(from, chunk)) this.held.push(arrive);
      else line.pass(this.delayMs, arrive);
    });
    from.on('end', () => {
      if (!this.isSilent) line.pass(this.delayMs, () => to.end());
    });
  }

  private isHeld(from: Socket, chunk: Buffer): boolean {
    if (this.holds?.(chunk)) this.heldClients.add(from);
    return this.heldClients.has(from);
  }

  private forward(from: Socket, to: Socket, chunk: Buffer): void {
    if (this.isSilent || to.destroyed) return;
    if (to.write(chunk)) return;
    from.pause();
    to.once('drain', () => {
      if (!this.isSilent) from.resume();
    });
  }
}

/** A socket whose end is on its way cannot be reset: Node would never let go of it, and spin when the process ends. */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** What is on its way in one direction. It arrives in the order in which it left, also when the delay becomes shorter. */
class Line {
  private readonly waiting: Array<{ readonly dueMs: number; readonly arrive: () => void }> = [];

  pass(delayMs: number, arrive: () => void): void {
    if (delayMs === 0 && this.waiting.length === 0) return arrive();
    this.waiting.push({ dueMs: performance.now() + delayMs, arrive });
    if (this.waiting.length === 1) this.waitForFirst();
  }

  private waitForFirst(): void {
    const [first] = this.waiting;
    if (!first) return;
    setTimeout(() => {
      this.waiting.shift();
      first.arrive();
      this.waitForFirst();
    }, first.dueMs - performance.now());
  }
}
