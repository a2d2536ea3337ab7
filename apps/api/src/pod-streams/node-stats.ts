// What a node and its pods use, from the node's agent.
import { channels } from '@portolan/client/tunnel/tunnel-request.ts';
import type { TunnelStream } from '@portolan/client/tunnel/tunnel-stream.ts';
import type { NodeStats } from '@portolan/core/graphql/context.ts';
import { isReason } from '@portolan/core/resource/api-error.ts';
import type { NodeTunnels } from '../peers/node-tunnels.ts';
import type { Services } from '../services.ts';

/** A first answer takes an agent a second. */
const patienceMs = 5_000;
const mostBytes = 4 << 20;

export class NodeStatsReader {
  private readonly services: Pick<Services, 'log' | 'clock'>;
  private readonly tunnels: NodeTunnels;

  constructor(services: Pick<Services, 'log' | 'clock'>, tunnels: NodeTunnels) {
    this.services = services;
    this.tunnels = tunnels;
  }

  /** Undefined for a node whose agent is not connected, does not know or does not answer in time. */
  async read(node: string): Promise<NodeStats | undefined> {
    let stream: TunnelStream;
    try {
      stream = await this.tunnels.open(node, { kind: 'stats' });
    } catch (error) {
      if (isReason(error, 'ServiceUnavailable')) return undefined;
      throw error;
    }
    const late = this.services.clock.setTimer(patienceMs, () => stream.close());
    try {
      return await collect(stream);
    } catch (error) {
      this.services.log.debug({ err: error, node }, 'a node does not tell what it uses');
      return undefined;
    } finally {
      late.cancel();
      stream.close();
    }
  }
}

/** Throws when the agent refuses or says something else. */
async function collect(stream: TunnelStream): Promise<NodeStats> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const { channel, data } of stream) {
    if (channel !== channels.stdout || !data) continue;
    bytes += data.length;
    if (bytes > mostBytes) throw new Error(`more than ${mostBytes} bytes`);
    chunks.push(data);
  }
  const { error } = await stream.closed;
  if (error) throw new Error(error.message);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as NodeStats; // Only our own agents speak on a tunnel.
}
