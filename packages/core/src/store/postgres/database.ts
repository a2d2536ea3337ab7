// The connections to PostgreSQL. Writes have connections of their own, so that no crowd of readers makes them wait for one,
// and go to Prisma's driver adapter directly: its client would turn the text of a batch into JSON and back.
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../prisma/client.ts';
import { toApiError } from './database-errors.ts';

/** Row types are what the statement selects: it stands beside the type. */
export type Query = <Row>(text: string, values: readonly QueryValue[]) => Promise<Row[]>;
export type QueryValue = string | number | null;

interface Limits {
  readonly connections: number;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

const readLimits: Limits = { connections: 6, statementTimeoutMs: 20_000, lockTimeoutMs: 5_000 };
const writeLimits: Limits = { connections: 3, statementTimeoutMs: 6_000, lockTimeoutMs: 4_000 };
/** How much later than the server this side gives up: then the connection is dead, and the outcome unknown. */
const silenceMs = 2_000;

/** What every connection is opened with, the feed's included. */
export function connectionSettings(databaseUrl: string) {
  return {
    connectionString: databaseUrl,
    application_name: 'portolan',
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    connectionTimeoutMillis: 5_000,
    // Plans are kept per connection, perhaps made when the tables were empty: only those that suit big tables are allowed.
    options: '-c jit=off -c enable_seqscan=off',
    // No transaction of ours waits for this process; one that does is a process that stopped in the middle.
    idle_in_transaction_session_timeout: 5_000,
  };
}

export class Database {
  private readonly reader: PrismaClient;
  private readonly writer: ReturnType<PrismaPg['connect']>;

  constructor(databaseUrl: string) {
    this.reader = new PrismaClient({ adapter: adapterTo(databaseUrl, readLimits), errorFormat: 'minimal' });
    this.writer = adapterTo(databaseUrl, writeLimits).connect();
  }

  /** Errors come as ApiErrors where a caller can expect them. */
  readonly read: Query = async <Row>(text: string, values: readonly QueryValue[]) => {
    try {
      return await this.reader.$queryRawUnsafe<Row[]>(text, ...values);
    } catch (error) {
      throw toApiError(error);
    }
  };

  /** Errors come as they are: what they say of the outcome is for the caller to judge. */
  readonly write: Query = async <Row>(text: string, values: readonly QueryValue[]) => {
    const argTypes = values.map(() => asItIs);
    const writer = await this.writer;
    const { columnNames, rows } = await writer.queryRaw({ sql: text, args: [...values], argTypes });
    return rows.map((row) => Object.fromEntries(columnNames.map((name, at) => [name, row[at]])) as Row);
  };

  async close(): Promise<void> {
    const writer = await this.writer;
    await Promise.all([this.reader.$disconnect(), writer.dispose()]);
  }
}

const asItIs = { scalarType: 'unknown', arity: 'scalar' } as const;

function adapterTo(databaseUrl: string, limits: Limits): PrismaPg {
  const pool = {
    ...connectionSettings(databaseUrl),
    max: limits.connections,
    idleTimeoutMillis: 60_000,
    statement_timeout: limits.statementTimeoutMs,
    lock_timeout: limits.lockTimeoutMs,
    query_timeout: limits.statementTimeoutMs + silenceMs,
  };
  return new PrismaPg(pool, { statementNameGenerator: ({ sql }) => statementName(sql) });
}

/** Every statement is a constant of this folder, so each is parsed once per connection and the names stay few. */
const statementNames = new Map<string, string>();

export function statementName(sql: string): string {
  let name = statementNames.get(sql);
  if (name === undefined) {
    name = `portolan_${statementNames.size}`;
    statementNames.set(sql, name);
  }
  return name;
}
