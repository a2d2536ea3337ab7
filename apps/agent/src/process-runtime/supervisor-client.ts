// The driver's end of the supervisor's socket. Starts the supervisor where none answers.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Hello, LineReader, type Method, type Methods, type Reply, type SupervisorEvent } from './protocol.ts';
import { socketPath } from './socket-path.ts';

const startTimeoutMs = 20_000;

export interface SupervisorListener {
  onEnded(event: SupervisorEvent): void;
  /** The supervisor is gone, and not because of `close`; calls that wait for an answer are rejected before. */
  onLost(): void;
}

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
}

export class SupervisorClient {
  private readonly directory: string;
  private readonly socket: Socket;
  private readonly listener: SupervisorListener;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private isClosing = false;

  private constructor(directory: string, socket: Socket, listener: SupervisorListener) {
    this.directory = directory;
    this.socket = socket;
    this.listener = listener;
    const lines = new LineReader();
    socket.on('data', (chunk: Buffer) => {
      for (const line of lines.push(chunk)) this.receive(JSON.parse(line) as Reply | SupervisorEvent);
    });
    // 'close' follows, and is where it is dealt with.
    socket.on('error', () => undefined);
    socket.on('close', () => this.lost());
  }

  static async open(directory: string, listener: SupervisorListener): Promise<SupervisorClient> {
    const hello: Hello = { kind: 'control' };
    const socket = (await answering(directory, hello)) ?? (await startAndConnect(directory, hello));
    return new SupervisorClient(directory, socket, listener);
  }

  get isGone(): boolean {
    return this.socket.destroyed;
  }

  call<M extends Method>(method: M, params: Methods[M]['params']): Promise<Methods[M]['result']> {
    if (this.socket.destroyed) return Promise.reject(new Error('the supervisor is gone'));
    const id = ++this.lastId;
    this.socket.write(`${JSON.stringify({ id, method, params })}\n`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  /** A connection of its own for a session's frames. */
  async session(hello: Hello): Promise<Socket> {
    const socket = await answering(this.directory, hello);
    if (!socket) throw new Error('the supervisor is gone');
    return socket;
  }

  close(): Promise<void> {
    this.isClosing = true;
    if (this.socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      this.socket.once('close', () => resolve());
      this.socket.destroy();
    });
  }

  private receive(message: Reply | SupervisorEvent): void {
    if ('ended' in message) return this.listener.onEnded(message);
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if ('error' in message) waiting?.reject(new Error(message.error));
    else waiting?.resolve(message.result as never);
  }

  private lost(): void {
    for (const { reject } of this.waiting.values()) reject(new Error('the supervisor is gone'));
    this.waiting.clear();
    if (!this.isClosing) this.listener.onLost();
  }
}

function answering(directory: string, hello: Hello): Promise<Socket | undefined> {
  const path = socketPath(directory);
  if (!existsSync(path)) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      socket.write(`${JSON.stringify(hello)}\n`);
      resolve(socket);
    });
  });
}

async function startAndConnect(directory: string, hello: Hello): Promise<Socket> {
  // One that is just going away holds its lock for a moment longer than its socket.
  for (let attempt = 1; ; attempt++) {
    await startSupervisor(directory);
    const socket = await answering(directory, hello);
    if (socket) return socket;
    if (attempt === 20) throw new Error(`the supervisor does not answer: see ${logPath(directory)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function startSupervisor(directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const log = openSync(logPath(directory), 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, [...supervisorProgram(), directory], {
      // In a session of its own, so that nothing that ends the agent's ends it.
      detached: true,
      cwd: '/',
      stdio: ['ignore', 'pipe', log],
      env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    });
  } finally {
    closeSync(log);
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs);
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    // It says that it listens, or goes because another already does.
    child.stdout?.once('data', resolve);
    child.once('exit', resolve);
  }).finally(() => clearTimeout(timer));
  child.stdout?.destroy();
  child.unref();
}

/** Beside the bundled agent, or its source while developing. */
function supervisorProgram(): string[] {
  const own = fileURLToPath(import.meta.url);
  if (!own.endsWith('.ts')) return [join(own, '..', 'supervisor.js')];
  const compiler = pathToFileURL(createRequire(own).resolve('tsx')).href;
  return ['--import', compiler, join(own, '..', 'supervisor', 'main.ts')];
}

function logPath(directory: string): string {
  return join(directory, 'supervisor.log');
}
