// A PostgreSQL server for a rig to kill: it is killed as a whole, as by a machine that loses power and keeps its disk.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@portolan/core/store/embedded-postgres.ts';
import pg from 'pg';
import { untilSucceeds } from '../../support/until.ts';

const recoveryLimitMs = 60_000;

export class DatabaseServer {
  private readonly server: EmbeddedPostgres;
  private readonly dir: string;

  private constructor(server: EmbeddedPostgres, dir: string) {
    this.server = server;
    this.dir = dir;
  }

  static async start(): Promise<DatabaseServer> {
    const dir = mkdtempSync(join(tmpdir(), 'portolan-rig-'));
    return new DatabaseServer(await startEmbeddedPostgres({ dir }), dir);
  }

  get port(): number {
    return this.server.port;
  }

  get source(): string {
    return this.server.source;
  }

  /** An empty database, by its URL. */
  async createDatabase(): Promise<string> {
    const name = `rig_${randomUUID().replaceAll('-', '')}`;
    await this.query(this.server.url, `CREATE DATABASE ${name}`);
    const url = new URL(this.server.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  async dropDatabase(databaseUrl: string): Promise<void> {
    await this.query(this.server.url, `DROP DATABASE ${new URL(databaseUrl).pathname.slice(1)} WITH (FORCE)`);
  }

  /** Kills the server and all its workers before any of them can do anything about it. */
  kill(): void {
    const { pid } = this.server;
    const workers = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
    for (const each of [pid, ...workers]) killIfThere(each);
  }

  /** The server starts again by itself. */
  async untilUp(): Promise<void> {
    await untilSucceeds('PostgreSQL is back', () => this.query(this.server.url, 'SELECT 1'), recoveryLimitMs);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async query(databaseUrl: string, text: string): Promise<void> {
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2_000 });
    // The server may be killed at any moment; the query that is running says so.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(text);
    } finally {
      await client.end();
    }
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
