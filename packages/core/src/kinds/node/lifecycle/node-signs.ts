// Which nodes are alive, judged by when this process itself saw a sign of life, on its own clock: the times that nodes write
// into their leases are compared with nothing but the ones they wrote before.
import type { Lease, Node } from '../../../resource/generated/kubernetes.ts';
import { conditionOf } from '../taints.ts';

interface Signs {
  readonly uid: string;
  node: Node;
  renewTime: string | undefined;
  heartbeatTime: string | undefined;
  /** On the monotonic clock. */
  lastSeenMs: number;
  isSilent: boolean;
}

export interface Patience {
  readonly gracePeriodMs: number;
  readonly startupGracePeriodMs: number;
}

export class NodeSigns {
  private readonly patience: Patience;
  private readonly known = new Map<string, Signs>();

  constructor(patience: Patience) {
    this.patience = patience;
  }

  /** Notes what the node and its lease show; answers whether the node was not known before. */
  observe(node: Node, lease: Lease | undefined, nowMs: number): boolean {
    const { name, uid = '' } = node.metadata;
    const renewTime = lease?.spec?.renewTime;
    const heartbeatTime = heartbeatOf(node);
    const signs = this.known.get(name);
    if (signs?.uid !== uid) {
      this.known.set(name, { uid, node, renewTime, heartbeatTime, lastSeenMs: nowMs, isSilent: false });
      return true;
    }
    signs.node = node;
    const isRenewed = renewTime !== undefined && renewTime !== signs.renewTime;
    const isReported = heartbeatTime !== undefined && heartbeatTime !== signs.heartbeatTime;
    if (!isRenewed && !isReported) return false;
    signs.renewTime = renewTime;
    signs.heartbeatTime = heartbeatTime ?? signs.heartbeatTime;
    signs.lastSeenMs = nowMs;
    signs.isSilent = false;
    return false;
  }

  /** Judges anew whether the node has been silent for too long. */
  judge(name: string, nowMs: number): boolean {
    const signs = this.known.get(name);
    if (!signs) return false;
    const hasReported = conditionOf(signs.node, 'Ready') !== undefined;
    const graceMs = hasReported ? this.patience.gracePeriodMs : this.patience.startupGracePeriodMs;
    signs.isSilent = nowMs - signs.lastSeenMs > graceMs;
    return signs.isSilent;
  }

  /** As last judged: whoever acts on it sees what the zones were judged by. */
  isSilent(name: string): boolean {
    return this.known.get(name)?.isSilent === true;
  }

  /** The node is gone; answers its last state. */
  forget(name: string): Node | undefined {
    const node = this.known.get(name)?.node;
    this.known.delete(name);
    return node;
  }
}

/** Nodes never call themselves Unknown: that is our own word, no sign of life. */
function heartbeatOf(node: Node): string | undefined {
  const ready = conditionOf(node, 'Ready');
  if (!ready || ready.status === 'Unknown') return undefined;
  return `${ready.status} ${ready.lastHeartbeatTime ?? ''}`;
}
