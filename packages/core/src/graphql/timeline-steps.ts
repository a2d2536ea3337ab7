// How a pod came to run, in eight steps: from the client that asked for it to its being ready. Told from what is kept
// anyway: the pod's own history (who wrote what, under which revision, when), its events and its conditions. Where history
// is compacted, conditions still say when.
import type { Event, Pod } from '../resource/generated/kubernetes.ts';
import { type Decision, decisionOf } from '../scheduler/decision.ts';
import type { Revision, RevisionChanges } from '../store/store.ts';

export const timelineSteps = {
  SUBMITTED: 'A client asked for the pod.',
  STORED: 'The API checked, completed and stored it.',
  OBSERVED: 'The scheduler saw that it waits for a node.',
  FILTERED: 'Nodes that cannot take it were ruled out.',
  SCORED: 'The others were compared.',
  BOUND: 'It was given to the best one.',
  STARTED: 'The agent of the node saw that and began to create its containers.',
  READY: 'Its containers run and their probes let it serve.',
} as const;

export interface TimelineStep {
  readonly step: keyof typeof timelineSteps;
  readonly actor?: string | undefined;
  readonly revision?: Revision | undefined;
  /** Absent for a step that is not reached, or of which nobody kept the time. */
  readonly atMs?: number | undefined;
  readonly detail?: string | undefined;
}

export interface TimelineSources {
  /** Of the pod's name, oldest first. */
  readonly history: readonly RevisionChanges[];
  /** That regard the pod. */
  readonly events: readonly Event[];
  /** Services in whose endpoints it is ready. */
  readonly services: readonly string[];
}

interface Moment {
  readonly pod: Pod;
  readonly revision: Revision;
  readonly atMs: number;
  readonly actor: string;
  readonly verb: string;
  readonly source: string | undefined;
  readonly isCreation: boolean;
}

/** All eight, in order. */
export function timelineOf(pod: Pod, sources: TimelineSources): TimelineStep[] {
  const moments = momentsOf(pod, sources.history);
  return [...submission(pod, moments), ...scheduling(pod, moments, sources.events), ...running(pod, moments, sources)];
}

/** The states of this pod and not of others that bore its name, up to the one that is shown. */
function momentsOf({ metadata }: Pod, history: readonly RevisionChanges[]): Moment[] {
  const shown = Number(metadata.resourceVersion ?? Number.POSITIVE_INFINITY);
  return history.flatMap(({ revision, committedAtMs: atMs, origin: { actor, verb, source }, changes }) =>
    changes
      .filter(({ uid }) => uid === metadata.uid && revision <= shown)
      .map(({ type, object }) => ({
        pod: object as Pod,
        isCreation: type === 'ADDED',
        ...{ revision, atMs, actor, verb, source },
      })),
  );
}

function submission(pod: Pod, moments: readonly Moment[]): TimelineStep[] {
  const [first] = moments;
  const created = first?.isCreation ? first : undefined;
  // When the API took it in is not kept apart from when it stored it.
  const atMs = created?.atMs ?? timeOf(pod.metadata.creationTimestamp);
  const from = created?.source === undefined ? '' : ` from ${created.source}`;
  return [
    { step: 'SUBMITTED', actor: created?.actor, atMs, detail: created && `${created.verb}${from}` },
    {
      step: 'STORED',
      actor: 'kube-apiserver',
      revision: created?.revision,
      atMs,
      detail: created && `phase ${created.pod.status?.phase ?? 'Pending'}`,
    },
  ];
}

function scheduling(pod: Pod, moments: readonly Moment[], events: readonly Event[]): TimelineStep[] {
  const bound = moments.find((moment) => moment.pod.spec?.nodeName);
  const condition = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const node = pod.spec?.nodeName;
  if (bound && bound === moments[0]) {
    const detail = 'it was created with a node';
    const skipped = (['OBSERVED', 'FILTERED', 'SCORED'] as const).map((step) => ({ step, detail }));
    return [
      ...skipped,
      { step: 'BOUND', actor: bound.actor, revision: bound.revision, atMs: bound.atMs, detail: node },
    ];
  }
  const decision = node ? events.map(decisionOf).find((each) => each !== undefined) : undefined;
  const actor = bound?.actor ?? pod.spec?.schedulerName;
  const since = timeOf(condition?.lastTransitionTime);
  return [
    { step: 'OBSERVED', actor, atMs: decision?.observedAtMs, detail: attemptsOf(decision) },
    node
      ? { step: 'FILTERED', actor, ...(decision && filtered(decision)) }
      : { step: 'FILTERED', actor, atMs: since, detail: condition?.message },
    {
      step: 'SCORED',
      actor,
      atMs: decision?.decidedAtMs,
      detail: decision && `${node} with a score of ${decision.score}`,
    },
    { step: 'BOUND', actor, revision: bound?.revision, atMs: bound?.atMs ?? (node ? since : undefined), detail: node },
  ];
}

function attemptsOf(decision: Decision | undefined): string | undefined {
  if (!decision) return undefined;
  return decision.attempts === 1 ? 'placed at the first attempt' : `placed at attempt ${decision.attempts}`;
}

function filtered({ fitting, nodes, decidedAtMs }: Decision) {
  return { atMs: decidedAtMs, detail: `${fitting} of ${nodes} nodes fit` };
}

function running(pod: Pod, moments: readonly Moment[], { events, services }: TimelineSources): TimelineStep[] {
  const started = moments.find((moment) => moment.pod.status?.startTime !== undefined);
  const ready = moments.find((moment) => conditionOf(moment.pod, 'Ready')?.status === 'True');
  const node = pod.spec?.nodeName;
  const actor = node ? `system:node:${node}` : undefined;
  const condition = conditionOf(pod, 'Ready');
  const readyAtMs = condition?.status === 'True' ? timeOf(condition.lastTransitionTime) : undefined;
  return [
    {
      step: 'STARTED',
      actor: started?.actor ?? actor,
      revision: started?.revision,
      atMs: started?.atMs ?? timeOf(pod.status?.startTime),
      detail: kubeletReasons(events),
    },
    {
      step: 'READY',
      actor: ready?.actor ?? actor,
      revision: ready?.revision,
      atMs: ready?.atMs ?? readyAtMs,
      detail: services.length > 0 ? `endpoint of ${services.join(', ')}` : condition?.message,
    },
  ];
}

function conditionOf({ status }: Pod, name: string) {
  return status?.conditions?.find(({ type }) => type === name);
}

/** What the agent did, in order, each once: `Pulled, Created, Started`. */
function kubeletReasons(events: readonly Event[]): string | undefined {
  const own = events.filter(({ reportingController }) => reportingController === 'kubelet');
  own.sort((a, b) => (timeOf(a.eventTime) ?? 0) - (timeOf(b.eventTime) ?? 0));
  const reasons = [...new Set(own.flatMap(({ reason }) => reason ?? []))];
  return reasons.length > 0 ? reasons.join(', ') : undefined;
}

function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
