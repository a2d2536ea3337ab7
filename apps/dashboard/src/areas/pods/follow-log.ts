// The log of one container, taken up again where it broke off: nothing is told twice.
import type { Client } from '@portolan/client/client.ts';

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

/** Until it is called, what it returns. */
export function followLog(
  client: Client,
  { namespace, name, container, isPrevious, tailLines }: LogPlace,
  { add, tell }: LogReader,
): () => void {
  let last = '';
  let subscription = { stop: () => {} };
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
      error: ({ message }) => tell({ state: 'failed', why: message }),
      ended: () => tell({ state: 'ended', why: '' }),
      // The connection paces the attempts.
      lost: start,
    });
  };
  start();
  return () => subscription.stop();
}
