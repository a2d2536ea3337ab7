// The node IPAM controller: every node gets a block of pod addresses of its own. There is one key for all nodes, so that what
// was handed out in one step is in the cache before the next: no block can be given twice.
import type { Operation } from '../../../registry/operation.ts';
import type { Node } from '../../../resource/generated/kubernetes.ts';
import type { ControllerDefinition, ReconcileContext, ReconcileResult } from '../../../runtime/controller.ts';
import type { StoredObject } from '../../../store/store.ts';
import { PodCidrs, planPodCidrs } from './pod-cidrs.ts';

export interface NodeIpamOptions {
  /** `--cluster-cidr` */
  readonly clusterCidr: string;
  /** `--node-cidr-mask-size` */
  readonly nodeCidrMaskSize: number;
}

export const defaultNodeIpamOptions: NodeIpamOptions = { clusterCidr: '127.128.0.0/10', nodeCidrMaskSize: 24 };
const allNodes = 'nodes';
/** New nodes are written by others as well: a large set would seldom find all of them unchanged. */
const nodesAtOnce = 50;

const specOf = (stored: StoredObject | undefined) => (stored?.object as Node | undefined)?.spec;

export function nodeIpamController(changes: Partial<NodeIpamOptions> = {}): ControllerDefinition {
  const { clusterCidr, nodeCidrMaskSize } = { ...defaultNodeIpamOptions, ...changes };
  const state = { cidrs: new PodCidrs(clusterCidr, nodeCidrMaskSize), next: 0 };
  return {
    name: 'node-ipam-controller',
    concurrency: 1,
    watches: [
      {
        kind: 'Node',
        // Of interest: nodes without a block, and nodes that give theirs back.
        keysOf: (now) => (now && specOf(now)?.podCIDR ? [] : [allNodes]),
      },
    ],
    reconcile: (context) => allocate(state, context),
  };
}

async function allocate(
  state: { readonly cidrs: PodCidrs; next: number },
  context: ReconcileContext,
): Promise<ReconcileResult> {
  // What a leader before us has handed out must be seen.
  await context.cache.fresh();
  const nodes = context.cache.list('Node').map(({ object }) => object as Node);
  const waiting = nodes.filter(({ metadata, spec }) => !spec?.podCIDR && metadata.deletionTimestamp === undefined);
  if (waiting.length === 0) return;
  const taken = new Set(
    nodes.flatMap(({ spec }) => (spec?.podCIDRs ?? []).flatMap((each) => state.cidrs.blocksOf(each))),
  );
  const { blocks, next } = planPodCidrs(state.cidrs.count, Math.min(waiting.length, nodesAtOnce), taken, state.next);
  const served = waiting.slice(0, blocks.length);
  const operations = served.map((node, position) => assign(node, state.cidrs.text(blocks[position] ?? 0)));
  if (operations.length > 0) await context.execute(operations);
  state.next = next;
  if (waiting.length > blocks.length && blocks.length === nodesAtOnce) return { requeueAfterMs: 0 };
  for (const node of waiting.slice(blocks.length)) {
    const note = `Node ${node.metadata.name} status is now: CIDRNotAvailable`;
    context.recordEvent({ regarding: { ...node }, type: 'Normal', reason: 'CIDRNotAvailable', note });
  }
}

function assign({ metadata: { name, uid } }: Node, podCIDR: string): Operation {
  const patch = { metadata: { uid }, spec: { podCIDR, podCIDRs: [podCIDR] } };
  return { verb: 'patch', ref: { kind: 'Node', name }, patchType: 'merge', patch };
}
