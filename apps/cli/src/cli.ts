// What every command works with: its streams, the global flags, and the connection they lead to.
import type { Client } from '@portolan/client/connect.ts';
import type { Target } from '@portolan/client/target.ts';
import type { RequestOptions } from '@portolan/client/transport.ts';
import { parseDurationMs } from './duration.ts';
import { safeText } from './terminal-text.ts';

export interface GlobalOptions {
  readonly server?: string;
  readonly token?: string;
  readonly context?: string;
  readonly config?: string;
  readonly namespace?: string;
  readonly requestTimeout?: string;
  readonly verbosity?: string;
}

export interface CliStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Owns the fields that are written from the command line, unless told. */
export const fieldManager = 'portolan';

export class Cli {
  readonly streams: CliStreams;
  /** What was typed after `--`; undefined where there was none. */
  readonly afterDashes: readonly string[] | undefined;
  private globals: GlobalOptions = {};
  private connecting: Promise<Client> | undefined;
  private connectingLive: Promise<Client> | undefined;

  constructor(streams: CliStreams, words: readonly string[]) {
    this.streams = streams;
    const dashes = words.indexOf('--');
    this.afterDashes = dashes < 0 ? undefined : words.slice(dashes + 1);
  }

  get options(): GlobalOptions {
    return this.globals;
  }

  takeGlobals(options: GlobalOptions): void {
    this.globals = options;
  }

  /** For requests: what answers at once. Throws ConfigurationError. */
  connect(): Promise<Client> {
    this.connecting ??= this.open();
    return this.connecting;
  }

  /** For watches and streams of pods as well; it takes longer to start. Throws ConfigurationError. */
  connectLive(): Promise<Client> {
    this.connectingLive ??= this.openLive();
    return this.connectingLive;
  }

  /** Throws ConfigurationError. */
  async target(): Promise<Target> {
    const { resolveTarget } = await import('@portolan/client/config.ts');
    const { server, token, context, config } = this.globals;
    return resolveTarget({
      ...(server !== undefined && { server }),
      ...(token !== undefined && { token }),
      ...(context !== undefined && { context }),
      ...(config !== undefined && { config }),
    });
  }

  private async open(): Promise<Client> {
    const [{ createClient }, { plainFetch }, { toldFetch }] = await Promise.all([
      import('@portolan/client/client.ts'),
      import('./plain-fetch.ts'),
      import('./request-log.ts'),
    ]);
    const fetch = toldFetch(plainFetch, this.globals.verbosity, (line) => this.warn(line));
    return createClient(await this.target(), { fieldManager, fetch });
  }

  private async openLive(): Promise<Client> {
    const { connect } = await import('@portolan/client/connect.ts');
    return connect({ ...(await this.target()), fieldManager });
  }

  async close(): Promise<void> {
    for (const opening of [this.connecting, this.connectingLive]) {
      // A client that could not be made was told of where it was asked for.
      (await opening?.catch(() => undefined))?.close();
    }
  }

  /** To be handed to every request. */
  get request(): RequestOptions {
    const { requestTimeout } = this.globals;
    if (requestTimeout === undefined || requestTimeout === '0') return {};
    return { timeoutMs: parseDurationMs(requestTimeout, '--request-timeout') };
  }

  /** The namespace that commands act in: the flag's, the context's, or `default`. */
  async namespace(): Promise<string> {
    if (this.globals.namespace) return this.globals.namespace;
    const { contextNamespace } = await import('./context-namespace.ts');
    return (await contextNamespace(this.globals)) ?? 'default';
  }

  /** Text and a line end to the standard output; what could act on the terminal is shown as an escape. */
  print(text: string): void {
    this.streams.stdout.write(`${safeText(text)}\n`);
  }

  /** Text as it is given: to a terminal escaped, to a file or a pipe unchanged. */
  write(text: string): void {
    this.streams.stdout.write(this.streams.stdout.isTTY ? safeText(text) : text);
  }

  /** A line to the standard error stream. */
  warn(text: string): void {
    this.streams.stderr.write(`${safeText(text)}\n`);
  }
}
