// The log of one container, taken up again where it broke off: nothing is told twice.
import type { Client } from '@portolan/client/client.ts';
import { isCode } from '@portolan/client/errors.ts';

export interface LogPlace {
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
  readonly isPrevious: boolean;
  /** How many of its last lines it begins with. */
  readonly tailLines: number;
}

export interface LogState {
  readonly state: 'following' | 'ended' | 'failed';
  readonly why: string;
}

export interface LogReader {
  add(lines: ReadonlyArray<{ readonly time: string; readonly text: string }>): void;
  tell(state: LogState): void;
}

const document = `subscription PodLogs(
  $namespace: String, $name: String!, $container: String, $follow: Boolean, $previous: Boolean, $tailLines: Int, $sinceTime: String
) {
  podLogs(
    namespace: $namespace, name: $name, container: $container, follow: $follow, previous: $previous,
    tailLines: $tailLines, sinceTime: $sinceTime
  ) { lines { time text } }
}`;
export const following: LogState = { state: 'following', why: '' };

/** A container that has not started has no log yet, and the agent of a node may be away: that can change soon. */
const retryMs = 1_000;

/** Until it is called, what it returns. */
export function followLog(
  client: Pick<Client, 'subscribe'>,
  { namespace, name, container, isPrevious, tailLines }: LogPlace,
  { add, tell }: LogReader,
): () => void {
  let last = '';
  let subscription = { stop: () => {} };
  let retry: ReturnType<typeof setTimeout> | undefined;
  const start = () => {
    const from = last ? { sinceTime: last } : { tailLines };
    const variables = { namespace, name, container, follow: !isPrevious, previous: isPrevious, ...from };
    subscription = client.subscribe(document, variables, {
      next: (data) => {
        tell(following);
        const { lines: all } = data.podLogs as { lines: ReadonlyArray<{ time: string; text: string }> };
        const fresh = all.filter(({ time }) => time > last);
        last = fresh.at(-1)?.time ?? last;
        add(fresh);
      },
      error: (error) => {
        tell({ state: 'failed', why: error.message });
        if (!isPrevious && isCode(error, 'BAD_REQUEST', 'SERVICE_UNAVAILABLE')) retry = setTimeout(start, retryMs);
      },
      ended: () => tell({ state: 'ended', why: '' }),
      // The connection paces the attempts.
      lost: start,
    });
  };
  start();
  return () => {
    clearTimeout(retry);
    subscription.stop();
  };
}
