// The node lifecycle controller: nodes that fall silent become Unknown, with their pods; conditions become taints.
//
// One pass over all nodes, every monitor period, judges who is silent and how the zones are; then each node that needs it is
// written by its own key. A node's step is one change set: its status with the pods it can no longer vouch for, or its
// taints. Making pods leave is another controller's work, which goes by the NoExecute taints set here, at the pace that the
// node's zone allows.
import type { Operation } from '../../../registry/operation.ts';
import { timeText } from '../../../resource/clock.ts';
import type { Lease, Node, NodeCondition, Pod } from '../../../resource/generated/kubernetes.ts';
import type { ControllerDefinition, ReconcileContext, ReconcileResult } from '../../../runtime/controller.ts';
import { leaseKind } from '../../../store/lease-heartbeat.ts';
import type { WatchCache } from '../../../store/watch-cache.ts';
import { podsOnNode } from '../../pod/pods-by-node.ts';
import { evictingTaintOf, evictionReason, isReady, planTaints } from '../taints.ts';
import { NodeSigns } from './node-signs.ts';
import { defaultNodeLifecycleOptions, type NodeLifecycleOptions } from './options.ts';
import { isShownReady, planSilence } from './plan-silence.ts';
import { EvictionPace, type ZoneCount, zoneOf } from './zones.ts';

const passKey = '*';
const leaseNamespace = 'kube-node-lease';
/** Pods that are marked together; a node has seldom more. */
const podsAtOnce = 500;

interface LifecycleState {
  readonly options: NodeLifecycleOptions;
  readonly signs: NodeSigns;
  readonly pace: EvictionPace;
  /** When the next pass is due, on the monotonic clock. */
  nextPassMs: number;
}

export function nodeLifecycleController(changes: Partial<NodeLifecycleOptions> = {}): ControllerDefinition {
  const options = { ...defaultNodeLifecycleOptions, ...changes };
  const state: LifecycleState = {
    options,
    signs: new NodeSigns(options),
    pace: new EvictionPace(options),
    nextPassMs: Number.NEGATIVE_INFINITY,
  };
  return {
    name: 'node-lifecycle-controller',
    watches: [
      {
        kind: 'Node',
        keysOf: (now, before) => [...(before ? [] : [passKey]), (now ?? before)?.key.name ?? ''],
      },
    ],
    reconcile: (context, key) => (key === passKey ? judgeAll(state, context) : judgeOne(state, context, key)),
  };
}

async function judgeAll(state: LifecycleState, context: ReconcileContext): Promise<ReconcileResult> {
  const nowMs = context.clock.monotonic();
  if (nowMs >= state.nextPassMs) pass(state, context, nowMs);
  return { requeueAfterMs: state.nextPassMs - nowMs };
}

function pass(state: LifecycleState, context: ReconcileContext, nowMs: number): void {
  state.nextPassMs = nowMs + state.options.monitorPeriodMs;
  const nodes = context.cache.list('Node').map(({ object }) => object as Node);
  const zones = new Map<string, ZoneCount>();
  for (const node of nodes) {
    observe(state, context, node, nowMs);
    const isSilent = state.signs.judge(node.metadata.name, nowMs);
    const zone = zones.get(zoneOf(node)) ?? { ready: 0, notReady: 0 };
    zone[isReady(node) && !isSilent ? 'ready' : 'notReady'] += 1;
    zones.set(zoneOf(node), zone);
  }
  state.pace.judge(zones);
  for (const node of nodes) if (needsStep(state, node, nowMs)) context.enqueue(node.metadata.name);
}

function observe(state: LifecycleState, { cache, recordEvent }: ReconcileContext, node: Node, nowMs: number): void {
  const { name } = node.metadata;
  if (!state.signs.observe(node, leaseOf(cache, name), nowMs)) return;
  const note = `Node ${name} event: Registered Node ${name} in Controller`;
  recordEvent({ regarding: { ...node }, type: 'Normal', reason: 'RegisteredNode', note });
}

function leaseOf(cache: WatchCache, name: string): Lease | undefined {
  const lease = cache.get({ kind: leaseKind, namespace: leaseNamespace, name });
  return lease?.object as Lease | undefined;
}

/** Whether a step of the node's own key would change it; says yes too often rather than too seldom. */
function needsStep(state: LifecycleState, node: Node, nowMs: number): boolean {
  if (state.signs.isSilent(node.metadata.name) && planSilence(node, nowMs)) return true;
  return evictingTaintOf(node)?.key !== (state.pace.isBlind ? undefined : evictionReason(node));
}

async function judgeOne(state: LifecycleState, context: ReconcileContext, name: string): Promise<ReconcileResult> {
  const nowMs = context.clock.monotonic();
  const stored = context.cache.get({ kind: 'Node', namespace: '', name });
  if (!stored) return forget(state, context, name);
  // No node is judged before all are.
  if (state.nextPassMs === Number.NEGATIVE_INFINITY) pass(state, context, nowMs);
  const node = stored.object as Node;
  observe(state, context, node, nowMs);
  const conditions = state.signs.isSilent(name) ? planSilence(node, context.clock.now()) : undefined;
  if (conditions) return markSilent(context, node, conditions);
  return taint(state, context, node, nowMs);
}

function forget(state: LifecycleState, { recordEvent }: ReconcileContext, name: string): undefined {
  const node = state.signs.forget(name);
  if (!node) return;
  const note = `Node ${name} event: Removing Node ${name} from Controller`;
  recordEvent({ regarding: { ...node }, type: 'Normal', reason: 'RemovingNode', note });
}

/** The node is written last and together with the last pods, so that a step that is stopped half-way is made again. */
async function markSilent(context: ReconcileContext, node: Node, conditions: NodeCondition[]): Promise<undefined> {
  const { name, resourceVersion } = node.metadata;
  const pods = podsOnNode(context.cache, name).filter(isShownReady);
  const marks = pods.map((pod) => notReady(pod, context.clock.now()));
  for (; marks.length > podsAtOnce; ) await context.execute(marks.splice(0, podsAtOnce));
  const patch = { metadata: { resourceVersion }, status: { conditions } };
  const ref = { kind: 'Node', name };
  await context.execute([...marks, { verb: 'patch', ref, patchType: 'merge', patch, subresource: 'status' }]);
  for (const pod of pods) {
    const regarding = { ...pod };
    context.recordEvent({ regarding, type: 'Warning', reason: 'NodeNotReady', note: 'Node is not ready' });
  }
  if (!isReady(node)) return;
  const note = `Node ${name} status is now: NodeNotReady`;
  context.recordEvent({ regarding: { ...node }, type: 'Normal', reason: 'NodeNotReady', note });
}

function notReady({ metadata }: Pod, nowMs: number): Operation {
  const { name, namespace = '', uid } = metadata;
  const condition = { type: 'Ready', status: 'False', lastTransitionTime: timeText(nowMs) };
  return {
    verb: 'patch',
    ref: { kind: 'Pod', namespace, name },
    patchType: 'strategic',
    patch: { metadata: { uid }, status: { conditions: [condition] } },
    subresource: 'status',
  };
}

async function taint(
  { options, pace }: LifecycleState,
  context: ReconcileContext,
  node: Node,
  nowMs: number,
): Promise<ReconcileResult> {
  const zone = zoneOf(node);
  const reason = pace.isBlind ? undefined : evictionReason(node);
  // A node whose pods are leaving already may change its reason at once.
  const isNew = reason !== undefined && evictingTaintOf(node) === undefined;
  const waitMs = isNew ? pace.waitMs(zone, nowMs) : 0;
  const taints = planTaints(node, waitMs > 0 ? undefined : reason, timeText(context.clock.now()));
  if (isNew && waitMs === 0) pace.take(zone, nowMs);
  if (taints) await context.execute([taintNode(node, taints)]);
  return waitMs > 0 ? { requeueAfterMs: Math.min(waitMs, options.monitorPeriodMs) } : undefined;
}

function taintNode({ metadata }: Node, taints: readonly unknown[]): Operation {
  const { name, resourceVersion } = metadata;
  const patch = { metadata: { resourceVersion }, spec: { taints: taints.length > 0 ? taints : null } };
  return { verb: 'patch', ref: { kind: 'Node', name }, patchType: 'merge', patch };
}
