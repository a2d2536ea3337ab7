// The log of one container, from the agent of its node. Options and texts are those of Kubernetes' PodLogOptions.
import { channels, type LogsRequest } from '@portolan/client/tunnel/tunnel-request.ts';
import type { TunnelStream } from '@portolan/client/tunnel/tunnel-stream.ts';
import type { PodLogsOptions } from '@portolan/core/graphql/context.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import type { Request } from '@portolan/core/registry/request.ts';
import { ApiError, invalidError } from '@portolan/core/resource/api-error.ts';
import { type FieldError, FieldPath, forbidden, invalid } from '@portolan/core/resource/field-error.ts';
import type { NodeTunnels } from '../peers/node-tunnels.ts';
import { containerOf, findPod } from './pod-target.ts';

export class PodLogs {
  private readonly registry: Registry;
  private readonly tunnels: NodeTunnels;

  constructor(registry: Registry, tunnels: NodeTunnels) {
    this.registry = registry;
    this.tunnels = tunnels;
  }

  /**
   * The bytes of the log as they come, until it ends or the signal aborts. Throws Invalid, NotFound, Forbidden,
   * ServiceUnavailable before the first byte, and the agent's refusal (a container that has not started) as BadRequest.
   */
  async *read(
    request: Request,
    options: PodLogsOptions,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { namespace, name, container, ...rest } = options;
    validate(name, rest);
    const target = await findPod(this.registry, request, { namespace, name, stream: 'log' });
    const asked: LogsRequest = { kind: 'logs', ...target.pod, container: containerOf(target, container), ...rest };
    const stream = await this.tunnels.open(target.node, asked);
    const abort = () => stream.close();
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    try {
      yield* textOf(stream);
    } finally {
      signal.removeEventListener('abort', abort);
      stream.close();
    }
  }
}

async function* textOf(stream: TunnelStream): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const { channel, data } of stream) if (channel === channels.stdout && data) yield data;
  const { error } = await stream.closed;
  if (error) throw new ApiError('BadRequest', error.message);
}

function validate(name: string, options: Omit<PodLogsOptions, 'namespace' | 'name' | 'container'>): void {
  const errors: FieldError[] = [];
  const path = new FieldPath();
  const { sinceSeconds, sinceTime, tailLines, limitBytes } = options;
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(invalid(path.child('tailLines'), tailLines, 'must be greater than or equal to 0'));
  }
  if (limitBytes !== undefined && limitBytes < 1) {
    errors.push(invalid(path.child('limitBytes'), limitBytes, 'must be greater than 0'));
  }
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    errors.push(forbidden(path, 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(invalid(path.child('sinceSeconds'), sinceSeconds, 'must be greater than 0'));
  } else if (sinceTime !== undefined && Number.isNaN(Date.parse(sinceTime))) {
    errors.push(invalid(path.child('sinceTime'), sinceTime, 'must be RFC 3339'));
  }
  if (errors.length > 0) throw invalidError('PodLogOptions', name, errors);
}
