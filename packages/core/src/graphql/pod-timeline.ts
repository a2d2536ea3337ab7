// `timeline` of a pod: the steps from its submission to its being ready, each with who did it, when, and how long it took.
import { microTimeText } from '../resource/clock.ts';
import type { EndpointSlice, Event, Pod } from '../resource/generated/kubernetes.ts';
import type { AnyObject } from '../resource/object.ts';
import type { Builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import type { KindTypes } from './kind-types.ts';
import { eventsByObject } from './relation-fields.ts';
import { type TimelineStep, timelineOf, timelineSteps } from './timeline-steps.ts';

/** Of one pod: far more than a pod that is well ever has. */
const maxChanges = 1_000;
const sliceKind = 'EndpointSlice.discovery.k8s.io';
const serviceNameLabel = 'kubernetes.io/service-name';

interface TimedStep extends TimelineStep {
  readonly latencyMs: number | undefined;
}

export function addPodTimeline(builder: Builder, types: KindTypes): void {
  const pod = types.of('Pod');
  if (!pod) return;
  const step = addStepType(builder);
  builder.objectField(pod.ref, 'timeline', (t) =>
    t.field({
      type: [step],
      nullable: true,
      description: 'How the pod came to run: eight steps, in order, also those that it has not reached.',
      extensions: { portolan: { size: { assumed: true } } },
      resolve: async (object, _arguments, context) =>
        withLatencies(timelineOf(object as Pod, await read(object, context))),
    }),
  );
}

async function read(object: AnyObject, { registry, reads }: GraphqlContext) {
  const { uid = '', namespace = '', name } = object.metadata;
  const slices = reads.shown(reads.present.list(sliceKind, namespace), undefined) as (AnyObject & EndpointSlice)[];
  const services = slices
    .filter((slice) => isReadyIn(slice, uid))
    .map(({ metadata }) => metadata.labels?.[serviceNameLabel]);
  return {
    history: await registry.store.historyOf({ kind: 'Pod', namespace, name }, maxChanges),
    events: reads.shown(reads.present.find(eventsByObject, uid), undefined) as (AnyObject & Event)[],
    services: [...new Set(services.filter((each) => each !== undefined))].sort(),
  };
}

function isReadyIn({ endpoints = [] }: EndpointSlice, uid: string): boolean {
  return endpoints?.some(({ targetRef, conditions }) => targetRef?.uid === uid && conditions?.ready !== false) === true;
}

/** Each since the step before it that is known. Clocks of different machines may disagree: never less than nothing. */
function withLatencies(steps: readonly TimelineStep[]): TimedStep[] {
  let lastMs: number | undefined;
  return steps.map((step) => {
    const { atMs } = step;
    const latencyMs = atMs === undefined || lastMs === undefined ? undefined : Math.max(0, atMs - lastMs);
    lastMs = atMs === undefined ? lastMs : Math.max(atMs, lastMs ?? atMs);
    return { ...step, latencyMs };
  });
}

function addStepType(builder: Builder) {
  const values = Object.entries(timelineSteps).map(([name, description]) => [name, { description }]);
  const name = builder.enumType('PodTimelineStepName', {
    description: 'A step on the way of a pod from its submission to its being ready.',
    values: Object.fromEntries(values) as Record<keyof typeof timelineSteps, { description: string }>,
  });
  return builder.objectRef<TimedStep>('PodTimelineStep').implement({
    description: 'One step of a pod.',
    fields: (t) => ({
      step: t.field({ type: name, nullable: false, description: 'Which step.', resolve: ({ step }) => step }),
      actor: t.string({ description: 'Who took it, where that is known.', resolve: ({ actor }) => actor }),
      revision: t.string({
        description: 'Under which revision it was written, if it was.',
        resolve: ({ revision }) => (revision === undefined ? null : String(revision)),
      }),
      at: t.field({
        type: 'MicroTime',
        nullable: true,
        description: 'When; null for a step that is not reached, or of which nobody kept the time.',
        resolve: ({ atMs }) => (atMs === undefined ? null : microTimeText(atMs)),
      }),
      latencyMs: t.float({
        description: 'Milliseconds since the step before it whose time is known.',
        resolve: ({ latencyMs }) => latencyMs,
      }),
      detail: t.string({ description: 'What there is to say of it.', resolve: ({ detail }) => detail }),
    }),
  });
}
