// One node: its runtime, its agent and its service proxy, from the configuration.
import { join } from 'node:path';
import { type Client, connect } from '@portolan/client';
import { configPath, readConfig } from '@portolan/client/config.ts';
import type { Logger } from 'pino';
import { Agent } from './agent.ts';
import { systemAgentClock } from './clock.ts';
import { type Configuration, FlagError, nodeNameOf } from './configuration.ts';
import { HollowRuntime } from './hollow/hollow-runtime.ts';
import { LogRotation } from './logs/log-rotation.ts';
import { readHostFacts } from './node/host-facts.ts';
import { nodeToken, prepareDirectory } from './node/identity.ts';
import { ProcessRuntime } from './process-runtime/process-runtime.ts';
import { type RunningServiceProxy, startServiceProxy } from './proxy/start-service-proxy.ts';
import type { RuntimeService } from './runtime/runtime-service.ts';
import { AgentTunnel } from './tunnel/agent-tunnel.ts';
import { podStreamHandlers } from './tunnel/pod-stream-handlers.ts';
import { NodeVolumes } from './volumes/node-volumes.ts';

/** What is to be stopped, the last started first. */
export type StopStep = () => Promise<void>;

export async function runNode(configuration: Configuration, log: Logger, stopSteps: StopStep[]): Promise<void> {
  const clock = systemAgentClock;
  const { data } = configuration;
  const nodeName = nodeNameOf(configuration);
  const report = (error: unknown, where: string) => log.error({ err: error }, where);
  await prepareDirectory(data);
  const server = await serverOf(configuration);
  const token = await nodeToken({
    server,
    nodeName,
    data,
    ...(configuration.token !== undefined && { token: configuration.token }),
    ...(configuration['join-token'] !== undefined && { joinToken: configuration['join-token'] }),
  });
  const client = await connect({ server, token, clock, fieldManager: 'kubelet', onError: report });
  stopSteps.push(async () => client.close());
  const nodeIp = configuration['node-ip'];
  const found = await readHostFacts(data);
  const facts = { ...found, ...(nodeIp !== undefined && { addresses: [nodeIp] }) };
  const runtime = await openRuntime(configuration, facts.addresses[0] ?? '127.0.0.1');
  const agent = new Agent({
    client,
    clock,
    runtime,
    facts,
    settings: {
      name: nodeName,
      labels: configuration['node-labels'],
      taints: configuration['register-with-taints'],
      maxPods: configuration['max-pods'],
      systemReserved: configuration['system-reserved'],
    },
    data,
    stopsPods: configuration['stop-pods-on-exit'] === 'true',
    nodeStatusMs: configuration['node-status-update-frequency'],
    syncMs: configuration['sync-frequency'],
    fileCheckMs: configuration['file-check-frequency'],
    ...(configuration['static-pod-path'] !== undefined && { staticPodPath: configuration['static-pod-path'] }),
    makeVolumes: (objects) => new NodeVolumes(join(data, 'pods'), objects),
    report,
  });
  stopSteps.push(() => agent.stop());
  await agent.start();
  const proxy = configuration['service-proxy'] === 'true' ? startProxy(configuration, client, log) : undefined;
  if (proxy) stopSteps.push(async () => proxy.stop());
  const tunnel = new AgentTunnel({
    server,
    token,
    clock,
    handlers: {
      ...podStreamHandlers({ runtime, pleg: agent.pleg, clock }),
      ...(proxy && { proxyRules: () => proxy.rules() }),
    },
    onLost: (why) => log.warn({ why }, 'the tunnel to the API was lost'),
  });
  stopSteps.push(async () => tunnel.stop());
  startLogRotation(runtime, report, stopSteps);
  log.info({ server, node: nodeName, runtime: `${runtime.name}://${runtime.version}` }, 'ready');
}

function startProxy(configuration: Configuration, client: Client, log: Logger): RunningServiceProxy {
  const proxy = startServiceProxy({
    client,
    nodeName: nodeNameOf(configuration),
    clock: systemAgentClock,
    nodePortAddresses: configuration['nodeport-addresses'],
    warn: (text, error) => log.warn({ err: error }, text),
  });
  proxy.synced.catch((error: unknown) => log.error({ err: error }, 'start the service proxy'));
  return proxy;
}

function openRuntime(configuration: Configuration, nodeIp: string): Promise<RuntimeService> {
  if (configuration.runtime === 'process') {
    return ProcessRuntime.open({ directory: join(configuration.data, 'runtime'), nodeIp });
  }
  const hollow = new HollowRuntime({
    clock: systemAgentClock,
    startDelayMs: configuration['hollow-start-delay'],
    failureRate: configuration['hollow-failure-rate'],
  });
  return Promise.resolve(hollow);
}

function startLogRotation(
  runtime: RuntimeService,
  report: (error: unknown, where: string) => void,
  stopSteps: StopStep[],
): void {
  const rotation = new LogRotation({ runtime, clock: systemAgentClock, report });
  rotation.run().catch((error: unknown) => report(error, 'rotate logs'));
  stopSteps.push(async () => rotation.stop());
}

/** A node needs no configuration file; where it lies beside the API, that tells the address. */
async function serverOf({ server, config, context }: Configuration): Promise<string> {
  if (server !== undefined) return server;
  const path = config ?? configPath();
  const { contexts, currentContext } = await readConfig(path);
  const wanted = context ?? currentContext;
  const found = wanted === undefined ? contexts[0] : contexts.find(({ name }) => name === wanted);
  if (found) return found.server;
  throw new FlagError(`--server: is needed: no API is named in ${path}`);
}
