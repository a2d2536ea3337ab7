// The nodes of lists: what is selected, and the row it becomes.
import { quantityNumber } from '@portolan/client/quantity.ts';
import type { Tone } from '../../components/status-mark.tsx';
import { type IdentifiedRow, typedKind } from '../../live/live-kind.ts';

export type NodeGroup = 'ready' | 'cordoned' | 'notReady' | 'unknown';

export const toneOfGroup: Readonly<Record<NodeGroup, Tone>> = {
  ready: 'ok',
  cordoned: 'warn',
  notReady: 'bad',
  unknown: 'muted',
};

export interface NodeRow extends IdentifiedRow {
  readonly group: NodeGroup;
  /** As kubectl prints it: `Ready,SchedulingDisabled`. */
  readonly status: string;
  /** Why it is not ready; empty when it is. */
  readonly cause: string;
  readonly isCordoned: boolean;
  readonly version: string;
  readonly address: string;
  /** `key=value:effect` */
  readonly taints: readonly string[];
  /** What pods may use: cores, bytes, a number. */
  readonly cpu: number;
  readonly memory: number;
  readonly podSlots: number;
}

interface SelectedNode {
  readonly spec: {
    readonly unschedulable: boolean | null;
    readonly taints: ReadonlyArray<Readonly<Record<'key' | 'value' | 'effect', string | null>>> | null;
  } | null;
  readonly status: {
    readonly allocatable: Readonly<Record<string, string>> | null;
    readonly addresses: ReadonlyArray<Readonly<Record<'type' | 'address', string | null>>> | null;
    readonly conditions: readonly SelectedCondition[] | null;
    readonly nodeInfo: { readonly kubeletVersion: string | null } | null;
  } | null;
}

interface SelectedCondition {
  readonly type: string | null;
  readonly status: string | null;
  readonly message: string | null;
}

export const nodeKind = typedKind<SelectedNode, NodeRow>({
  id: 'nodes',
  kind: 'Node',
  isNamespaced: false,
  changesField: 'nodeChanges',
  listField: 'nodes',
  fields: `spec { unschedulable taints { key value effect } }
    status {
      allocatable addresses { type address } conditions { type status message } nodeInfo { kubeletVersion }
    }`,
  toRow: (node, base) => ({ ...base, ...healthOf(node), ...capacityOf(node), ...placeOf(node) }),
});

function healthOf({ spec, status }: SelectedNode) {
  const isCordoned = spec?.unschedulable === true;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const word = ready?.status === 'True' ? 'Ready' : ready?.status === 'False' ? 'NotReady' : 'Unknown';
  const groups: Readonly<Record<string, NodeGroup>> = { Ready: 'ready', NotReady: 'notReady' };
  const group = groups[word] ?? 'unknown';
  return {
    isCordoned,
    status: isCordoned ? `${word},SchedulingDisabled` : word,
    group: group === 'ready' && isCordoned ? ('cordoned' as const) : group,
    cause: group === 'ready' ? '' : (ready?.message ?? ''),
  };
}

function capacityOf({ status }: SelectedNode) {
  const amount = (name: string) => quantityNumber(status?.allocatable?.[name] ?? '0');
  return { cpu: amount('cpu'), memory: amount('memory'), podSlots: amount('pods') };
}

function placeOf({ spec, status }: SelectedNode) {
  return {
    version: status?.nodeInfo?.kubeletVersion ?? '',
    address: status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '',
    taints: (spec?.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
  };
}
