// The API process: a database, a control plane over it, and the server.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ControlPlane, startControlPlane } from '@portolan/core/control-plane.ts';
import { buildSchema } from '@portolan/core/graphql/schema.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { configureServiceRanges } from '@portolan/core/kinds/service/ranges.ts';
import { systemClock } from '@portolan/core/resource/clock.ts';
import { startEmbeddedPostgres } from '@portolan/core/store/embedded-postgres.ts';
import { openPostgresStore } from '@portolan/core/store/postgres-store.ts';
import type { GraphQLSchema } from 'graphql';
import { type Logger, pino } from 'pino';
import { keepAdminToken } from './access/admin-token-file.ts';
import { clientConfigPath, writeClientContext } from './client-config.ts';
import { type Configuration, ConfigurationError, defaultPort, readConfiguration, usage } from './configuration.ts';
import { onParentGone, reportFailure, reportReady, reportStep } from './launch-report.ts';
import { controllerOptionsOf, loopOptionsOf } from './loop-configuration.ts';
import { ManifestReader } from './manifest-reader.ts';
import { defaultLimits } from './options.ts';
import { ApiServer, type ApiServerOptions } from './server.ts';

const contextName = 'local';
/** How long running operations and closing sockets are waited for. */
const patienceMs = 10_000;
/** Made by the build, beside this program; if it was not, a first start takes longer. */
const clusterTemplate = fileURLToPath(new URL('../dist.cluster', import.meta.url));
/** Whoever names no port gets the default one or the next free one. */
const defaultPortsTried = 100;

/** What is to be stopped, the last started first. */
type StopStep = () => Promise<void>;

class Log {
  failure: Error | undefined;
  readonly logger: Logger;

  constructor(level: string) {
    const destination = pino.destination({ dest: 1, sync: true });
    destination.on('error', (error: Error) => {
      this.failure = error;
    });
    this.logger = pino({ level, base: null }, destination);
  }
}

async function main(configuration: Configuration, stopSteps: StopStep[]): Promise<void> {
  const log = new Log(configuration['log-level']);
  stopOnSignals(log.logger, stopSteps);
  const databaseUrl = await provideDatabase(configuration, log.logger, stopSteps);
  reportStep('control plane');
  configureServiceRanges({
    clusterIps: configuration['service-cluster-ip-range'],
    nodePorts: configuration['service-node-port-range'],
  });
  const controlPlane = await openControlPlane(databaseUrl, log.logger);
  stopSteps.push(() => controlPlane.stop());
  const server = await startServer(configuration, controlPlane, log);
  stopSteps.push(() => server.stop({ delayMs: configuration['shutdown-delay-seconds'] * 1000, patienceMs }));
  const loops = loopOptionsOf(configuration, log.logger);
  if (!configuration['no-controllers']) {
    controlPlane.startControllers({ ...loops, ...controllerOptionsOf(configuration) });
  }
  if (!configuration['no-scheduler']) controlPlane.startScheduler(loops);
  const token = await keepAdminToken(configuration.data, controlPlane.registry, server.tokens);
  const config = clientConfigPath(process.env);
  await writeClientContext(config, { name: contextName, server: server.url, token });
  log.logger.info({ url: server.url, config, context: contextName }, 'ready');
  const isForeign = configuration['database-url'] !== undefined;
  reportReady({
    url: server.url,
    config,
    context: contextName,
    ...(isForeign && { database: withoutPassword(databaseUrl) }),
  });
}

async function provideDatabase(configuration: Configuration, log: Logger, stopSteps: StopStep[]): Promise<string> {
  await mkdir(configuration.data, { recursive: true });
  const url = configuration['database-url'];
  if (url !== undefined) {
    reportStep('database', withoutPassword(url));
    return url;
  }
  reportStep('database');
  const postgres = await startEmbeddedPostgres({
    dir: join(configuration.data, 'postgres'),
    template: clusterTemplate,
    onWaiting: () => void schema(),
    log: (line) => log.info({ source: 'postgres' }, line),
  });
  stopSteps.push(() => postgres.stop());
  reportStep('database', `PostgreSQL (${postgres.source}) on ${postgres.host}:${postgres.port}`);
  return postgres.url;
}

let builtSchema: GraphQLSchema | undefined;

/** Takes about as long to build as our own database takes to start. */
function schema(): GraphQLSchema {
  builtSchema ??= buildSchema(kinds);
  return builtSchema;
}

async function openControlPlane(databaseUrl: string, log: Logger): Promise<ControlPlane> {
  const store = await openPostgresStore({
    databaseUrl,
    clock: systemClock,
    warn: (text, error) => log.warn({ err: error }, text),
  });
  return startControlPlane(store, systemClock);
}

async function startServer(configuration: Configuration, controlPlane: ControlPlane, log: Log): Promise<ApiServer> {
  const { host, port } = configuration;
  const tls = await readTls(configuration);
  const manifests = new ManifestReader(new URL('manifest-worker.js', import.meta.url));
  reportStep('API');
  const server = await ApiServer.start({
    controlPlane,
    schema: schema(),
    readManifests: (text) => manifests.read(text),
    host,
    port: port ?? defaultPort,
    portsTried: port === undefined ? defaultPortsTried : 1,
    ...(tls && { tls }),
    peer: { ip: configuration['peer-advertise-ip'], port: configuration['peer-advertise-port'] },
    ...(configuration.dashboard && { dashboard: configuration.dashboard }),
    limits: defaultLimits,
    clock: systemClock,
    log: log.logger,
    logFailure: () => log.failure,
  });
  if (port === undefined && server.port !== defaultPort) {
    const notice = `port ${defaultPort} is taken: listening on ${server.port}`;
    log.logger.warn(notice);
    reportStep('API', notice);
  } else {
    reportStep('API', server.url);
  }
  return server;
}

async function readTls(configuration: Configuration): Promise<ApiServerOptions['tls']> {
  const { 'tls-cert-file': cert, 'tls-private-key-file': key } = configuration;
  if (cert === undefined || key === undefined) return undefined;
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
}

/** The first signal ends everything in good order; the second one ends it at once. */
function stopOnSignals(log: Logger, stopSteps: StopStep[]): void {
  let isStopping = false;
  const stop = (why: string) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ why }, 'stopping');
    runAll(stopSteps).then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not stop in good order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  onParentGone(() => stop('the parent process is gone'));
}

async function runAll(stopSteps: StopStep[]): Promise<void> {
  for (let step = stopSteps.pop(); step; step = stopSteps.pop()) await step();
}

function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.password = '';
  return url.href;
}

function explain(error: unknown): { cause: string; help: string; exitCode: number } {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof ConfigurationError) return { cause: message, help: 'npm run up -- --help', exitCode: 2 };
  if (code === 'EADDRINUSE')
    return { cause: `${message}: another process listens there`, help: 'npm run up', exitCode: 1 };
  return { cause: message, help: 'npm run up -- --help', exitCode: 1 };
}

const stopSteps: StopStep[] = [];
try {
  const configuration = readConfiguration(process.argv.slice(2), process.env);
  if (configuration.help) process.stdout.write(`${usage}\n`);
  else await main(configuration, stopSteps);
} catch (error) {
  const { cause, help, exitCode } = explain(error);
  process.stderr.write(`${error instanceof ConfigurationError ? cause : (error as Error).stack}\n`);
  reportFailure(cause, help);
  await runAll(stopSteps);
  process.exit(exitCode);
}
