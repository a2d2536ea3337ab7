// A process that runs controllers or the scheduler only, on the database that API processes use as well.
import { parseArgs } from 'node:util';
import { type ControlPlane, startControlPlane } from '@portolan/core/control-plane.ts';
import { systemClock } from '@portolan/core/resource/clock.ts';
import { openPostgresStore } from '@portolan/core/store/postgres-store.ts';
import { type Logger, pino } from 'pino';
import { z } from 'zod';
import { ConfigurationError } from './configuration.ts';
import {
  checkLoops,
  type LoopConfiguration,
  loopFlags,
  loopShape,
  loopUsage,
  withLoopValues,
} from './loop-configuration.ts';

const flags = {
  'database-url': { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  ...loopFlags,
} as const;

const usage = `  --database-url URL            the PostgreSQL of the control plane (default DATABASE_URL)
${loopUsage}
  --log-level LEVEL             trace, debug, info, warn, error, fatal or silent (default info)`;

const schema = z
  .object({
    'database-url': z.url({
      protocol: /^postgres(ql)?$/,
      error: 'is needed, or DATABASE_URL: a URL like postgresql://user@host:5432/database',
    }),
    'log-level': z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    ...loopShape,
  })
  .superRefine((values, context) => {
    checkLoops(values, (flag, message) => context.addIssue({ code: 'custom', path: [flag], message }));
  });

export interface ComponentProgram {
  /** `portolan controller-manager` */
  readonly name: string;
  start(controlPlane: ControlPlane, configuration: LoopConfiguration, log: Logger): void;
}

/** Runs the component until the process is told to stop; then the lease is handed over. */
export async function runComponent(program: ComponentProgram, args: readonly string[]): Promise<void> {
  try {
    const values = parseFlags(args);
    if (values.help) process.stdout.write(`${program.name} [OPTION...]\n\n${usage}\n`);
    else await run(program, configurationOf(values));
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigurationError ? error.message : (error as Error).stack}\n`);
    process.exitCode = error instanceof ConfigurationError ? 2 : 1;
  }
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: withLoopValues(args), options: flags }).values;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ConfigurationError(cause.message, { cause });
  }
}

function configurationOf(values: ReturnType<typeof parseFlags>) {
  const parsed = schema.safeParse({ 'database-url': process.env.DATABASE_URL, ...values });
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`);
  throw new ConfigurationError(lines.join('\n'));
}

async function run({ start }: ComponentProgram, configuration: ReturnType<typeof configurationOf>): Promise<void> {
  const log = pino({ level: configuration['log-level'], base: null }, pino.destination({ dest: 1, sync: true }));
  const store = await openPostgresStore({
    databaseUrl: configuration['database-url'],
    clock: systemClock,
    warn: (text, error) => log.warn({ err: error }, text),
  });
  const controlPlane = await startControlPlane(store, systemClock);
  start(controlPlane, configuration, log);
  log.info('ready');
  const why = await signalled();
  log.info({ why }, 'stopping');
  await controlPlane.stop();
}

/** The same signal again ends the process at once, as it does where nobody listens. */
function signalled(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
}
