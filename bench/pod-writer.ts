// Changes of pods at a steady pace, many in one call, as agents write them; and one pod that is changed alone, whose way to a
// reader is timed.
import type { Client, Pod, PodStatus } from '@portolan/client';

const mutation = `mutation ($statuses: [PodStatusUpdateInput!]!) {
  updatePodStatuses(statuses: $statuses) { results { error { message } } }
}`;
const callEveryMs = 50;
const maxCalls = 4;
/** Coprime to any number of pods that is not a multiple of it: all have their turn, neighbours far apart. */
const stride = 7_919;
/** Beyond what the turns come to. */
const firstProbe = 1_000_000;

/** The clock that a browser of the same machine tells of as well. */
function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

export class PodWriter {
  private readonly client: Client;
  private readonly pods: readonly Pod[];
  private readonly perSecond: number;
  private turn = 0;
  private calls = 0;
  private startMs = 0;
  private startTurn = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private failure: unknown;

  constructor(client: Client, pods: readonly Pod[], perSecond: number) {
    this.client = client;
    this.pods = pods;
    this.perSecond = perSecond;
  }

  start(): void {
    this.startMs = epochMs();
    this.startTurn = this.turn;
    this.timer = setInterval(() => this.write(), callEveryMs);
  }

  /** Returns how many changes a second were acknowledged. */
  async stop(): Promise<number> {
    clearInterval(this.timer);
    const perSecond = ((this.turn - this.startTurn) * 1000) / (epochMs() - this.startMs);
    while (this.calls > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    if (this.failure) throw new Error('a status was not written', { cause: this.failure });
    return Math.round(perSecond);
  }

  /** As many as are due by now, unless the API lags behind. */
  private write(): void {
    const due = Math.round(((epochMs() - this.startMs) * this.perSecond) / 1000) - (this.turn - this.startTurn);
    if (this.calls >= maxCalls || due <= 0) return;
    // What an API that lags behind cannot take is left out, and shows in the pace.
    const count = Math.min(due, Math.ceil(this.perSecond / 10));
    const statuses = Array.from({ length: count }, (_, each) => this.statusAt(this.turn + each));
    this.turn += count;
    this.calls += 1;
    writeStatuses(this.client, statuses)
      .catch((error: unknown) => {
        this.failure ??= error;
      })
      .finally(() => {
        this.calls -= 1;
      });
  }

  private statusAt(turn: number) {
    const pod = this.pods[(turn * stride) % this.pods.length];
    if (!pod) throw new Error('there are no pods to write');
    return statusOf(pod, turn);
  }
}

/** Writes the pod `count` times with rising restart counts; returns when each was acknowledged. */
export async function writeProbe(client: Client, pod: Pod, { count, everyMs }: { count: number; everyMs: number }) {
  const acknowledgedAtMs = new Map<number, number>();
  for (let restarts = firstProbe; restarts < firstProbe + count; restarts++) {
    await writeStatuses(client, [statusOf(pod, restarts)]);
    acknowledgedAtMs.set(restarts, epochMs());
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return acknowledgedAtMs;
}

async function writeStatuses(client: Client, statuses: ReadonlyArray<ReturnType<typeof statusOf>>): Promise<void> {
  type Answer = { updatePodStatuses: { results: ReadonlyArray<{ error: { message: string } | null }> } };
  const { updatePodStatuses } = await client.request<Answer>(mutation, { statuses });
  const refused = updatePodStatuses.results.find(({ error }) => error);
  if (refused?.error) throw new Error(refused.error.message);
}

/** Restarts go up with the turn; one pod of fifty waits for its next start. */
function statusOf({ metadata, status = {} }: Pod, turn: number) {
  const isWaiting = turn % 50 === 0;
  const containerStatuses = status.containerStatuses?.map((each) => ({
    ...each,
    restartCount: turn,
    ready: !isWaiting,
    state: isWaiting
      ? { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s restarting failed container' } }
      : { running: { startedAt: status.startTime } },
  }));
  const next: PodStatus = { ...status, ...(containerStatuses && { containerStatuses }) } as PodStatus;
  return { namespace: metadata.namespace, name: metadata.name, uid: metadata.uid, status: next };
}
