// A fleet of hollow nodes, from the configuration.
import { connect } from '@portolan/client';
import type { Logger } from 'pino';
import { systemAgentClock } from './clock.ts';
import type { Configuration } from './configuration.ts';
import { HollowFleet } from './hollow/hollow-fleet.ts';
import { seededRandom } from './hollow/seeded-random.ts';
import type { StopStep } from './run-node.ts';

const figuresMs = 10_000;

export async function runFleet(
  configuration: Configuration,
  nodes: number,
  log: Logger,
  stopSteps: StopStep[],
): Promise<void> {
  const { server, token, config, context } = configuration;
  const report = (error: unknown, where: string) => log.error({ err: error }, where);
  // A fleet speaks for all of its nodes at once, so it needs more than a node's rights.
  const client = await connect({
    ...(server !== undefined && { server }),
    ...(token !== undefined && { token }),
    ...(config !== undefined && { config }),
    ...(context !== undefined && { context }),
    clock: systemAgentClock,
    fieldManager: 'kubelet',
    onError: report,
  });
  stopSteps.push(async () => client.close());
  const fleet = new HollowFleet({
    client,
    clock: systemAgentClock,
    name: configuration['node-name'] ?? 'hollow',
    nodes,
    settings: {
      labels: configuration['node-labels'],
      taints: configuration['register-with-taints'],
      maxPods: configuration['max-pods'],
      systemReserved: configuration['system-reserved'],
    },
    random: seededRandom(configuration['hollow-seed']),
    startDelayMs: configuration['hollow-start-delay'],
    failureRate: configuration['hollow-failure-rate'],
    report,
  });
  stopSteps.push(() => fleet.stop());
  await fleet.start();
  log.info({ server: client.server, nodes }, 'ready');
  const figures = setInterval(() => log.info(fleet.figures, 'fleet'), figuresMs);
  stopSteps.push(async () => clearInterval(figures));
}
