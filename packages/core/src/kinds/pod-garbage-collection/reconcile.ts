// The pod garbage collector: one sweep over all pods every 20 s.
import type { Operation } from '../../registry/operation.ts';
import { timeText } from '../../resource/clock.ts';
import type { Node, Pod } from '../../resource/generated/kubernetes.ts';
import type { ControllerDefinition, ReconcileContext, ReconcileResult } from '../../runtime/controller.ts';
import { executeTogether } from '../../runtime/execute-together.ts';
import { lastStatus, planCollection } from './plan-collection.ts';

export interface PodGarbageCollectionOptions {
  readonly periodMs: number;
  /** How long a node may be gone before the pods bound to it are given up. */
  readonly quarantineMs: number;
  /** `--terminated-pod-gc-threshold` */
  readonly terminatedThreshold: number;
}

export const defaultPodGarbageCollectionOptions: PodGarbageCollectionOptions = {
  periodMs: 20_000,
  quarantineMs: 40_000,
  terminatedThreshold: 12_500,
};
const sweepKey = 'pods';

interface SweepState {
  readonly options: PodGarbageCollectionOptions;
  /** Nodes that pods name and that do not exist, and since when that is known, on the monotonic clock. */
  readonly missingSince: Map<string, number>;
  nextSweepMs: number;
}

export function podGarbageCollectorController(
  changes: Partial<PodGarbageCollectionOptions> = {},
): ControllerDefinition {
  const options = { ...defaultPodGarbageCollectionOptions, ...changes };
  const state: SweepState = { options, missingSince: new Map(), nextSweepMs: Number.NEGATIVE_INFINITY };
  return {
    name: 'pod-garbage-collector-controller',
    // The first pod starts the sweeps; from then on they come by themselves.
    watches: [{ kind: 'Pod', keysOf: (_now, before) => (before ? [] : [sweepKey]) }],
    reconcile: (context) => sweepWhenDue(state, context),
  };
}

async function sweepWhenDue(state: SweepState, context: ReconcileContext): Promise<ReconcileResult> {
  const nowMs = context.clock.monotonic();
  if (nowMs >= state.nextSweepMs) {
    state.nextSweepMs = nowMs + state.options.periodMs;
    await sweep(state, context, nowMs);
  }
  return { requeueAfterMs: Math.max(0, state.nextSweepMs - context.clock.monotonic()) };
}

async function sweep({ options, missingSince }: SweepState, context: ReconcileContext, nowMs: number): Promise<void> {
  const pods = context.cache.list('Pod').map(({ object }) => object as Pod);
  const nodes = new Map(context.cache.list('Node').map(({ key, object }) => [key.name, object as Node]));
  noteMissing(missingSince, pods, nodes, nowMs);
  const goneNodes = new Set(
    [...missingSince].filter(([, since]) => nowMs - since >= options.quarantineMs).map(([n]) => n),
  );
  const { terminatedThreshold } = options;
  const collected = planCollection({ pods, nodes, goneNodes, terminatedThreshold });
  const now = timeText(context.clock.now());
  const statuses = collected.flatMap((each): Operation[] => {
    const status = lastStatus(each, now);
    const { uid } = each.pod.metadata;
    const patch = { metadata: { uid }, status };
    return status
      ? [{ verb: 'patch', ref: refOf(each.pod), patchType: 'strategic', patch, subresource: 'status' }]
      : [];
  });
  await executeTogether(context, statuses);
  await executeTogether(
    context,
    collected.map(({ pod }): Operation => {
      const { uid } = pod.metadata;
      const preconditions = uid === undefined ? {} : { uid };
      return { verb: 'delete', ref: refOf(pod), gracePeriodSeconds: 0, preconditions };
    }),
  );
}

function refOf({ metadata: { namespace = '', name } }: Pod) {
  return { kind: 'Pod', namespace, name };
}

function noteMissing(
  missingSince: Map<string, number>,
  pods: readonly Pod[],
  nodes: ReadonlyMap<string, Node>,
  nowMs: number,
): void {
  const missing = new Set(
    pods.flatMap(({ spec }) => (spec?.nodeName && !nodes.has(spec.nodeName) ? [spec.nodeName] : [])),
  );
  for (const name of missingSince.keys()) if (!missing.has(name)) missingSince.delete(name);
  for (const name of missing) if (!missingSince.has(name)) missingSince.set(name, nowMs);
}
