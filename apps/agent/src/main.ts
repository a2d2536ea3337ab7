// The agent process: one node, or a fleet of hollow ones.
import { type Logger, pino } from 'pino';
import { type Configuration, FlagError, readConfiguration, usage } from './configuration.ts';
import { runFleet } from './run-fleet.ts';
import { runNode, type StopStep } from './run-node.ts';

const stopSteps: StopStep[] = [];

async function main(configuration: Configuration): Promise<void> {
  const log = pino({ level: configuration['log-level'], base: null }, pino.destination({ dest: 1, sync: true }));
  stopOnSignals(log);
  const nodes = configuration['hollow-nodes'];
  if (nodes === undefined) await runNode(configuration, log, stopSteps);
  else await runFleet(configuration, nodes, log, stopSteps);
  // Whoever started this process may wait for it.
  process.send?.({ ready: true }, undefined, undefined, () => undefined);
}

/** The first signal ends everything in good order, but for the pods, which run on; the second one ends it at once. */
function stopOnSignals(log: Logger): void {
  let isStopping = false;
  const stop = (why: string) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ why }, 'stopping');
    runAll().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not stop in good order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.once('disconnect', () => stop('the parent process is gone'));
}

async function runAll(): Promise<void> {
  for (let step = stopSteps.pop(); step; step = stopSteps.pop()) await step();
}

try {
  const configuration = readConfiguration(process.argv.slice(2), process.env);
  if (configuration.help) process.stdout.write(`${usage}\n`);
  else await main(configuration);
} catch (error) {
  const isMistake = error instanceof FlagError;
  process.stderr.write(`${isMistake ? error.message : (error as Error).stack}\n`);
  await runAll();
  process.exit(isMistake ? 2 : 1);
}
