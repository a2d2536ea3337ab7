// Serves the driver: starts and ends containers, and tells every control connection when one has ended. It goes away
// by itself when nobody is connected and nothing runs.
import { createServer, type Server, type Socket } from 'node:net';
import { containerMark } from '../process-spec.ts';
import { findMarked, signal } from '../process-table.ts';
import {
  type Answer,
  type Hello,
  LineReader,
  type Reply,
  type Request,
  type RunRecord,
  type StartParams,
  type SupervisorEvent,
} from '../protocol.ts';
import { Contained } from './contained.ts';
import { PipeStock } from './pipes.ts';
import { endSession, serveAttach, serveExec } from './session.ts';

/** Longer before the first connection: whoever started this process is about to connect. */
const [firstIdleMs, idleMs] = [10_000, 20];

export class Supervisor {
  private readonly containers = new Map<string, Contained>();
  private readonly controls = new Set<Socket>();
  private readonly connections = new Set<Socket>();
  private readonly pipes: PipeStock;
  private readonly server: Server;
  private idle: NodeJS.Timeout | undefined;
  private wasUsed = false;
  private readonly starting = new Set<Promise<unknown>>();
  private toSweep = new Set<string>();
  private sweeping: Promise<void> | undefined;
  private readonly onIdle: () => void;

  constructor(directory: string, onIdle: () => void) {
    this.pipes = new PipeStock(directory);
    this.onIdle = onIdle;
    this.server = createServer((connection) => this.accept(connection));
  }

  async listen(socketPath: string): Promise<void> {
    await this.pipes.prepare();
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(socketPath, resolve);
    });
    this.watchIdle();
  }

  private accept(connection: Socket): void {
    clearTimeout(this.idle);
    this.connections.add(connection);
    this.wasUsed = true;
    const lines = new LineReader();
    const greet = (chunk: Buffer) => {
      const line = lines.first(chunk);
      if (line === undefined) return;
      connection.off('data', greet);
      this.greeted(connection, JSON.parse(line) as Hello, lines);
    };
    connection.on('data', greet);
    // The driver was killed: whoever waits is gone.
    connection.on('error', () => connection.destroy());
    connection.on('close', () => {
      this.connections.delete(connection);
      this.controls.delete(connection);
      this.watchIdle();
    });
  }

  private greeted(connection: Socket, hello: Hello, lines: LineReader): void {
    if (hello.kind === 'control') {
      this.controls.add(connection);
      const take = (chunk: Buffer) => {
        for (const line of lines.push(chunk)) this.serve(connection, JSON.parse(line) as Request);
      };
      connection.on('data', take);
      take(Buffer.alloc(0));
      return;
    }
    const container = this.containers.get(hello.containerId);
    if (!container)
      return endSession(connection, { exitCode: 1, message: `container ${hello.containerId} not running` });
    if (hello.kind === 'attach') return serveAttach(connection, lines.rest, container);
    serveExec(connection, lines.rest, { container, process: hello.process, pipes: this.pipes }).catch((error) => {
      endSession(connection, { exitCode: 1, message: (error as Error).message });
    });
  }

  private serve(connection: Socket, request: Request): void {
    this.answer(request).then(
      (result) => send(connection, { id: request.id, result }),
      (error) => send(connection, { id: request.id, error: (error as Error).message }),
    );
  }

  private async answer(request: Request): Promise<Answer> {
    if (request.method === 'start') return this.start(request.params);
    if (request.method === 'list') return this.list();
    const container = this.containers.get(request.params.containerId);
    // It has ended: its log is complete and nothing is left to stop.
    if (!container) return null;
    if (request.method === 'stop') await container.stop(request.params.graceMs);
    else await container.reopenLog();
    return null;
  }

  private async start(params: StartParams): Promise<RunRecord> {
    const { containerId } = params;
    if (this.containers.has(containerId)) throw new Error(`container ${containerId} was started before`);
    const start = Contained.start(params, this.pipes, {
      sweep: (id) => this.sweep(id),
      onSpawned: (container) => this.keep(container),
    });
    const settled = Promise.allSettled([start]);
    this.starting.add(settled);
    try {
      return (await start).run;
    } finally {
      this.starting.delete(settled);
      this.watchIdle();
    }
  }

  private keep(container: Contained): void {
    this.containers.set(container.id, container);
    container.ended.then(
      (exit) => this.forget({ ended: container.id, exit }),
      // Without its record on disk the container's end is not known for sure: the next supervisor reports it.
      (error) => {
        console.error(`${container.id}: ${(error as Error).stack}`);
        process.exit(1);
      },
    );
  }

  /** Answers when those that are being started have their records. */
  private async list(): Promise<string[]> {
    await Promise.all(this.starting);
    return [...this.containers.keys()];
  }

  private forget(event: SupervisorEvent): void {
    this.containers.delete(event.ended);
    for (const control of this.controls) send(control, event);
    this.watchIdle();
  }

  /** One look at all processes serves every container that ended meanwhile. */
  private async sweep(containerId: string): Promise<void> {
    this.toSweep.add(containerId);
    this.sweeping ??= Promise.resolve().then(() => {
      const ids = this.toSweep;
      this.toSweep = new Set();
      this.sweeping = undefined;
      // Again while something is found: it may have forked meanwhile.
      for (let round = 0; round < 10; round++) {
        const found = findMarked(containerMark, ids);
        if (found.filter(({ pid }) => signal(pid, 'SIGKILL')).length === 0) return;
      }
    });
    await this.sweeping;
  }

  private watchIdle(): void {
    clearTimeout(this.idle);
    const waitMs = this.wasUsed ? idleMs : firstIdleMs;
    this.idle = setTimeout(() => {
      if (this.connections.size > 0 || this.containers.size > 0 || this.starting.size > 0) return;
      this.server.close();
      this.onIdle();
    }, waitMs);
  }
}

function send(connection: Socket, message: Reply | SupervisorEvent): void {
  if (!connection.destroyed) connection.write(`${JSON.stringify(message)}\n`);
}
