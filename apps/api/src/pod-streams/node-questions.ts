// What the agents of nodes answer: what a node and its pods use, and what its service proxy does.
import { channels, type TunnelRequest } from '@portolan/client/tunnel/tunnel-request.ts';
import type { TunnelStream } from '@portolan/client/tunnel/tunnel-stream.ts';
import type { NodeStats, ProxyRule } from '@portolan/core/graphql/context.ts';
import { ApiError, isReason } from '@portolan/core/resource/api-error.ts';
import type { NodeTunnels } from '../peers/node-tunnels.ts';
import type { Services } from '../services.ts';

/** A first answer takes an agent a second. */
const patienceMs = 5_000;
/** Ten thousand service addresses with three targets each are 5 MB. */
const mostBytes = 32 << 20;

export class NodeQuestions {
  private readonly services: Pick<Services, 'log' | 'clock'>;
  private readonly tunnels: NodeTunnels;

  constructor(services: Pick<Services, 'log' | 'clock'>, tunnels: NodeTunnels) {
    this.services = services;
    this.tunnels = tunnels;
  }

  /** Undefined for a node whose agent is not connected, does not know or does not answer in time. */
  async stats(node: string): Promise<NodeStats | undefined> {
    try {
      return (await this.ask(node, { kind: 'stats' })) as NodeStats;
    } catch (error) {
      if (!isReason(error, 'ServiceUnavailable')) throw error;
      this.services.log.debug({ err: error, node }, 'a node does not tell what it uses');
      return undefined;
    }
  }

  /** Throws ServiceUnavailable for a node whose agent is not connected, has no proxy or does not answer in time. */
  async proxyRules(node: string): Promise<readonly ProxyRule[]> {
    return (await this.ask(node, { kind: 'proxyRules' })) as readonly ProxyRule[];
  }

  /** Only our own agents speak on a tunnel, so that what they say is believed. */
  private async ask(node: string, request: TunnelRequest): Promise<unknown> {
    const stream = await this.tunnels.open(node, request);
    const late = this.services.clock.setTimer(patienceMs, () => stream.close());
    try {
      return await collect(stream);
    } catch (error) {
      throw new ApiError('ServiceUnavailable', `node ${node}: ${(error as Error).message}`, {}, { cause: error });
    } finally {
      late.cancel();
      stream.close();
    }
  }
}

/** Throws when the agent refuses, says something else or nothing. */
async function collect(stream: TunnelStream): Promise<unknown> {
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
  if (bytes === 0) throw new Error('its agent does not answer in time');
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
