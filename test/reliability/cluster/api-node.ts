// One API process with a proxy on each side: clients reach it through `front`, it reaches PostgreSQL through `back`.
//
//   down ──start──> starting ──ready──> up ──pause──> paused ──resume──> up
//    ^───────────────── kill, or its own death ─────────────┘
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delay, systemClock } from '@portolan/core/resource/clock.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';
import { repository } from './program.ts';

export interface ApiNodeOptions {
  readonly name: string;
  /** The bundle that runs. */
  readonly program: string;
  readonly databaseUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where its log goes. */
  readonly logFile: string;
}

const restartDelayMs = 100;
/** While the database is away, a start fails; it does not stay away for as long as this. */
const startLimitMs = 60_000;

export class ApiNode {
  readonly name: string;
  readonly front: TcpProxy;
  readonly back: TcpProxy;
  /** Deaths that nobody had asked for, with its last words. */
  readonly crashes: string[] = [];
  private readonly options: ApiNodeOptions;
  private readonly home: string;
  /** The latest process, serving or not. */
  private child: ChildProcess | undefined;
  private starting: Promise<void> | undefined;
  private isServing = false;
  private isPaused = false;
  private isStopped = false;

  private constructor(options: ApiNodeOptions, front: TcpProxy, back: TcpProxy) {
    this.name = options.name;
    this.options = options;
    this.front = front;
    this.back = back;
    this.home = mkdtempSync(join(tmpdir(), 'portolan-rig-api-'));
    // However this process ends, a paused child would not notice.
    process.once('exit', this.killNow);
  }

  static async open(options: ApiNodeOptions): Promise<ApiNode> {
    const back = await TcpProxy.start({ port: Number(new URL(options.databaseUrl).port) });
    // Its target is known when the process is up.
    const front = await TcpProxy.start({ port: 1 });
    return new ApiNode(options, front, back);
  }

  get isUp(): boolean {
    return this.isServing && !this.isPaused;
  }

  get port(): number {
    return this.front.port;
  }

  /** Resolves when the process serves, at once if it does. */
  start(): Promise<void> {
    if (this.isServing) return Promise.resolve();
    this.starting ??= this.startUntilReady().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.isServing = false;
    this.isPaused = false;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  pause(): void {
    this.isPaused = this.child?.kill('SIGSTOP') ?? false;
  }

  resume(): void {
    if (this.isPaused) this.child?.kill('SIGCONT');
    this.isPaused = false;
  }

  heal(): void {
    this.front.heal();
    this.back.heal();
    this.resume();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.kill();
    process.off('exit', this.killNow);
    await Promise.all([this.front.stop(), this.back.stop()]);
    rmSync(this.home, { recursive: true, force: true });
  }

  private readonly killNow = () => {
    this.child?.kill('SIGKILL');
  };

  private async startUntilReady(): Promise<void> {
    const giveUpMs = systemClock.monotonic() + startLimitMs;
    while (!this.isStopped) {
      const child = this.spawn();
      this.child = child;
      const url = await readyUrl(child);
      if (url !== undefined) return this.serve(child, url);
      if (systemClock.monotonic() > giveUpMs) throw new Error(`${this.name} does not start: ${this.lastWords()}`);
      await delay(systemClock, restartDelayMs);
    }
  }

  private serve(child: ChildProcess, url: string): void {
    this.isServing = true;
    this.front.retarget(Number(new URL(url).port));
    child.once('exit', (code, signal) => {
      if (!this.isServing || this.child !== child) return;
      this.isServing = false;
      this.crashes.push(`${this.name} ended with ${signal ?? code}: ${this.lastWords()}`);
      void this.start();
    });
  }

  private spawn(): ChildProcess {
    const { program, databaseUrl, environment, logFile } = this.options;
    const url = new URL(databaseUrl);
    url.port = String(this.back.port);
    const log = openSync(logFile, 'a');
    const flags = ['--port', '0', '--data', this.home, '--database-url', url.href, '--log-level', 'warn'];
    const child = spawn(process.execPath, [program, ...flags], {
      cwd: repository,
      stdio: ['ignore', log, log, 'ipc'],
      env: {
        PATH: process.env.PATH ?? '',
        HOME: this.home,
        PORTOLAN_CONFIG: join(this.home, 'config.yaml'),
        NODE_ENV: 'production',
        ...environment,
      },
    });
    closeSync(log);
    return child;
  }

  private lastWords(): string {
    return readFileSync(this.options.logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
  }
}

/** `undefined` when it ended before it was ready. */
function readyUrl(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.on('message', (message: { ready?: { url: string } }) => message.ready && resolve(message.ready.url));
    child.once('exit', () => resolve(undefined));
  });
}
