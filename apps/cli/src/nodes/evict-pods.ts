// Evicts the pods of a drain and waits for them to be gone.
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Pod } from '@portolan/client';
import { isCode } from '@portolan/client/errors.ts';
import type { Cli } from '../cli.ts';
import { CommandError } from '../failures.ts';

const evictDocument = `mutation Evict($namespace: String!, $name: String!, $uid: String!, $seconds: Int64) {
  evictPod(namespace: $namespace, name: $name, gracePeriodSeconds: $seconds, preconditions: { uid: $uid }) { outcome }
}`;

export interface EvictOptions {
  /** The pods' own when undefined. */
  readonly gracePeriodSeconds: number | undefined;
  /** Of the whole drain; without end when undefined. */
  readonly timeout: { readonly text: string; readonly signal: AbortSignal } | undefined;
}

/** Where a pod may not be evicted yet, as kubectl. */
const retryMs = 5_000;
const checkMs = 500;

/** Resolves when all are gone. Throws CommandError when the time is over. */
export async function evictPods(cli: Cli, pods: readonly Pod[], options: EvictOptions): Promise<void> {
  const { timeout } = options;
  const client = await cli.connect();
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(timeout ? [timeout.signal] : [])]);
  const ends = await Promise.allSettled(
    pods.map((pod) =>
      evict(cli, client, { pod, options, signal }).catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    ),
  );
  if (timeout?.signal.aborted) throw new CommandError(`drain did not complete within ${timeout.text}`);
  const failure = ends.find((end) => end.status === 'rejected' && !isAbort(end.reason));
  if (failure?.status === 'rejected') throw failure.reason;
}

interface Eviction {
  readonly pod: Pod;
  readonly options: EvictOptions;
  readonly signal: AbortSignal;
}

async function evict(cli: Cli, client: Client, { pod, options, signal }: Eviction): Promise<void> {
  const { name, namespace = '', uid = '' } = pod.metadata;
  const { gracePeriodSeconds: seconds } = options;
  const variables = { namespace, name, uid, ...(seconds !== undefined && { seconds }) };
  for (;;) {
    signal.throwIfAborted();
    cli.print(`evicting pod ${namespace}/${name}`);
    try {
      await client.request(evictDocument, variables, cli.request);
      break;
    } catch (error) {
      // Gone, or another of the same name: what was to go has gone.
      if (isCode(error, 'NOT_FOUND') || isCode(error, 'CONFLICT')) break;
      if (!isCode(error, 'TOO_MANY_REQUESTS')) throw error;
      cli.warn(
        `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after 5s): ${(error as Error).message}`,
      );
      await pause(retryMs, undefined, { signal });
    }
  }
  while ((await client.pods.find({ namespace, name }, cli.request))?.metadata.uid === uid) {
    await pause(checkMs, undefined, { signal });
  }
  cli.print(`pod/${name} evicted`);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}
