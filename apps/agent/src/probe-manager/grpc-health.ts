// One call of grpc.health.v1.Health/Check. Its two messages have one field each, so they are encoded here by hand.
import { type ClientHttp2Stream, connect, constants } from 'node:http2';
import type { AgentClock } from '../clock.ts';
import type { ProbeOutcome } from './probe-worker.ts';

export interface HealthTarget {
  readonly host: string;
  readonly port: number;
  readonly service: string;
}

const statuses = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
const unimplemented = '12';

export function checkGrpcHealth(target: HealthTarget, clock: AgentClock, timeoutMs: number): Promise<ProbeOutcome> {
  const { host, port, service } = target;
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve) => {
    const session = connect(`http://${address}`);
    const end = (outcome: ProbeOutcome) => {
      timer.cancel();
      session.destroy();
      resolve(outcome);
    };
    const fail = (output: string) => end({ result: 'failure', output });
    const unreachable = () => fail(`timeout: failed to connect service "${address}" within ${timeoutMs / 1000}s`);
    const timer = clock.setTimer(timeoutMs, () =>
      session.connecting ? unreachable() : fail(`timeout: health rpc did not complete within ${timeoutMs / 1000}s`),
    );
    session.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? unreachable() : fail(`error: health rpc probe failed: ${error.message}`),
    );
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    readAnswer(stream).then(
      ({ status, message, body }) => end(outcomeOf(target, address, status, message, body)),
      (error: Error) => fail(`error: health rpc probe failed: ${error.message}`),
    );
    stream.end(requestFrame(service));
  });
}

function outcomeOf(
  { service }: HealthTarget,
  address: string,
  status: string,
  message: string,
  body: Buffer,
): ProbeOutcome {
  if (status === unimplemented) {
    const output = `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${message}`;
    return { result: 'failure', output };
  }
  if (status !== '0')
    return { result: 'failure', output: `error: health rpc probe failed: code = ${status} desc = ${message}` };
  const state = statuses[servingStatus(body)] ?? 'UNKNOWN';
  if (state === 'SERVING') return { result: 'success', output: 'service healthy' };
  return {
    result: 'failure',
    output: `service unhealthy (responded with "${state}")${service ? ` for "${service}" at ${address}` : ''}`,
  };
}

/** A frame: not compressed, the message's length, the message. */
function requestFrame(service: string): Buffer {
  const name = Buffer.from(service);
  if (name.length > 127) throw new Error('the name of a gRPC service is at most 127 bytes long');
  const message = name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, name.length]), name]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** Field 1, a small number; absent when 0. */
function servingStatus(body: Buffer): number {
  const message = body.subarray(5);
  return message[0] === 0x08 ? (message[1] ?? 0) : 0;
}

function readAnswer(stream: ClientHttp2Stream): Promise<{ status: string; message: string; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let [status, message] = ['', ''];
    const read = (headers: Readonly<Record<string, string | string[] | undefined>>) => {
      status = String(headers['grpc-status'] ?? status);
      message = decodeURIComponent(String(headers['grpc-message'] ?? message));
    };
    stream.on('response', read);
    stream.on('trailers', read);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => resolve({ status, message, body: Buffer.concat(chunks) }));
    stream.on('error', reject);
  });
}
