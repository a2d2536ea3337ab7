// The API as one node's agent calls it, without GraphQL and network between them: answers may be late or lost.
import { ApiError as ClientError, ConnectionError } from '@portolan/client';
import type { Operation } from '@portolan/core/registry/operation.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import { nodesGroup, type Request } from '@portolan/core/registry/request.ts';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import { delay } from '@portolan/core/resource/clock.ts';
import type { StatusApi } from '../../../apps/agent/src/status-manager/status-manager.ts';
import type { SeededRandom } from '../../reliability/seeded-random.ts';
import type { ProcessClock } from './process-clock.ts';

export interface AgentWeather {
  readonly latencyMs: number;
  /** The share of calls of which no answer comes; half of them have been carried out. */
  readonly lostAnswers: number;
  /** Whether the API cannot be reached at all. */
  readonly isCutOff: boolean;
}

export interface AgentApiParts {
  readonly registry: Registry;
  readonly nodeName: string;
  readonly clock: ProcessClock;
  readonly random: SeededRandom;
  weather(): AgentWeather;
}

interface StatusInput {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion?: string;
  readonly status: object;
}

export function nodeRequestOf(nodeName: string): Request {
  return { identity: { user: `system:node:${nodeName}`, groups: [nodesGroup] }, fieldManager: 'kubelet' };
}

export class AgentApi implements StatusApi {
  readonly pods: StatusApi['pods'];
  private readonly parts: AgentApiParts;

  constructor(parts: AgentApiParts) {
    this.parts = parts;
    this.pods = {
      delete: async ({ name, namespace, uid }, { gracePeriodSeconds } = {}) => {
        const ref = { kind: 'Pod', name, ...(namespace !== undefined && { namespace }) };
        const operation: Operation = {
          verb: 'delete',
          ref,
          ...(uid !== undefined && { preconditions: { uid } }),
          ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
        };
        const { revision, results } = await this.call(() => this.write([operation]));
        // What the agent does with the answer ends here: it asks for none of its fields.
        return { outcome: 'DELETED', object: results[0]?.object as never, revision: String(revision), warnings: [] };
      },
    };
  }

  /** The one document that statuses need. */
  async request<T>(document: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    if (!document.includes('updatePodStatuses')) throw new Error(`the simulated API cannot answer ${document}`);
    const statuses = variables.statuses as readonly StatusInput[];
    const results = await this.call(() => Promise.all(statuses.map((each) => this.updateStatus(each))));
    return { updatePodStatuses: { results } } as T;
  }

  /** Of the node itself. */
  async write(operations: readonly Operation[]) {
    const { registry, nodeName } = this.parts;
    try {
      return await registry.execute(nodeRequestOf(nodeName), operations);
    } catch (error) {
      throw clientErrorOf(error);
    }
  }

  async call<T>(run: () => Promise<T>): Promise<T> {
    const { clock, random, weather } = this.parts;
    const { latencyMs, lostAnswers, isCutOff } = weather();
    if (latencyMs > 0 || clock.isDead) await delay(clock, Math.ceil(random.next() * latencyMs));
    if (isCutOff) throw new ConnectionError('the API cannot be reached', { mayHaveHappened: false });
    const isLost = lostAnswers > 0 && random.chance(lostAnswers);
    if (isLost && random.chance(0.5)) throw new ConnectionError('the connection broke', { mayHaveHappened: true });
    const answer = await run();
    if (clock.isDead) await delay(clock, 0);
    if (isLost) throw new ConnectionError('the connection broke', { mayHaveHappened: true });
    return answer;
  }

  private async updateStatus({ namespace, name, uid, resourceVersion, status }: StatusInput) {
    const metadata = { namespace, name, uid, ...(resourceVersion !== undefined && { resourceVersion }) };
    const manifest = { apiVersion: 'v1', kind: 'Pod', metadata, status };
    try {
      const { results } = await this.write([{ verb: 'update', subresource: 'status', manifest }]);
      return { object: { manifest: results[0]?.object }, error: null };
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      return { object: null, error: { message: error.message, code: error.code } };
    }
  }
}

/** As the API tells it: Kubernetes' reason in capitals. */
function clientErrorOf(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  const code = error.reason.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  return new ClientError(error.message, { code });
}
