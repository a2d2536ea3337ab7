// One attempt of a probe. Throws when it could not be tried, which is neither success nor failure.
import { connect } from 'node:net';
import type { Container, Probe } from '@portolan/client';
import type { AgentClock } from '../clock.ts';
import type { RuntimeService } from '../runtime/runtime-service.ts';
import { checkGrpcHealth } from './grpc-health.ts';
import { dialText, httpGet, portNumber, urlOf } from './http-get.ts';
import type { ProbeOutcome } from './probe-worker.ts';

export interface ProbePlace {
  readonly runtime: RuntimeService;
  readonly clock: AgentClock;
  readonly containerId: string;
  readonly podIp: string;
}

export function runProbe(probe: Probe, container: Container, place: ProbePlace): Promise<ProbeOutcome> {
  const timeoutSeconds = probe.timeoutSeconds ?? 1;
  const timeoutMs = timeoutSeconds * 1000;
  if (probe.exec) return execProbe(probe.exec.command ?? [], place, timeoutSeconds);
  if (probe.httpGet) return httpProbe(probe.httpGet, container, place, timeoutMs);
  if (probe.tcpSocket) {
    const port = portNumber(probe.tcpSocket.port, container);
    return tcpProbe(probe.tcpSocket.host || place.podIp, port, place.clock, timeoutMs);
  }
  if (probe.grpc) {
    const { port, service = '' } = probe.grpc;
    return checkGrpcHealth({ host: place.podIp, port, service }, place.clock, timeoutMs);
  }
  throw new Error(`missing probe handler for container ${container.name}`);
}

async function execProbe(command: readonly string[], place: ProbePlace, timeoutSeconds: number): Promise<ProbeOutcome> {
  const { exitCode, stdout, stderr } = await place.runtime.execSync(place.containerId, command, timeoutSeconds);
  const output = Buffer.concat([stdout, stderr])
    .subarray(0, 10 << 10)
    .toString('utf8');
  return { result: exitCode === 0 ? 'success' : 'failure', output };
}

async function httpProbe(
  action: NonNullable<Probe['httpGet']>,
  container: Container,
  { clock, podIp }: ProbePlace,
  timeoutMs: number,
): Promise<ProbeOutcome> {
  const url = urlOf(action, container, podIp);
  try {
    const { status, body } = await httpGet(url, action.httpHeaders, { clock, timeoutMs });
    if (status >= 200 && status < 300) return { result: 'success', output: body };
    if (status >= 300 && status < 400)
      return { result: 'warning', output: `Probe terminated redirects, Response body: ${body}` };
    return { result: 'failure', output: `HTTP probe failed with statuscode: ${status}` };
  } catch (error) {
    return { result: 'failure', output: (error as Error).message };
  }
}

function tcpProbe(host: string, port: number, clock: AgentClock, timeoutMs: number): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (outcome: ProbeOutcome) => {
      timer.cancel();
      socket.destroy();
      resolve(outcome);
    };
    const timer = clock.setTimer(timeoutMs, () =>
      end({ result: 'failure', output: `dial tcp ${host}:${port}: i/o timeout` }),
    );
    socket.on('connect', () => end({ result: 'success', output: '' }));
    socket.on('error', (error) => end({ result: 'failure', output: dialText(error, host, port) }));
  });
}
