// The Node object of this machine, as pure data.
import type { Node, NodeCondition, NodeStatus, Taint } from '@portolan/client';
import { quantityNumber } from '@portolan/client/quantity.ts';
import { timeText } from '../clock.ts';
import { kubeletVersion } from '../version.ts';
import type { HostFacts } from './host-facts.ts';

export interface NodeSettings {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly maxPods: number;
  /** Quantities by resource, kept back from pods. */
  readonly systemReserved: Readonly<Record<string, string>>;
}

export interface RuntimeFacts {
  readonly name: string;
  readonly version: string;
}

type Quantities = Readonly<Record<string, string>>;

const runtimeLabel = 'node.portolan.dev/runtime';
/** Kubelet's thresholds of eviction, which pods cannot use either. */
const memoryEvictionBytes = 100 * 2 ** 20;
const diskEvictionShare = 0.1;

function capacityOf({ cpus, memoryBytes, diskBytes }: HostFacts, maxPods: number): Quantities {
  return {
    cpu: String(cpus),
    memory: `${Math.floor(memoryBytes / 1024)}Ki`,
    'ephemeral-storage': `${Math.floor(diskBytes / 1024)}Ki`,
    pods: String(maxPods),
  };
}

/** Capacity without what is reserved for the system and kept free by eviction. */
export function allocatableOf(facts: HostFacts, { maxPods, systemReserved }: NodeSettings): Quantities {
  const left = (name: string, total: number) => Math.max(0, total - quantityNumber(systemReserved[name] ?? '0'));
  const cpuMillis = Math.floor(left('cpu', facts.cpus) * 1000);
  const memory = Math.max(0, left('memory', facts.memoryBytes) - memoryEvictionBytes);
  const disk = Math.max(0, left('ephemeral-storage', facts.diskBytes) - facts.diskBytes * diskEvictionShare);
  return {
    cpu: cpuMillis % 1000 === 0 ? String(cpuMillis / 1000) : `${cpuMillis}m`,
    memory: `${Math.floor(memory / 1024)}Ki`,
    'ephemeral-storage': String(Math.floor(disk)),
    pods: String(maxPods),
  };
}

export function newNode(facts: HostFacts, settings: NodeSettings, runtime: RuntimeFacts): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: settings.name, labels: labelsOf(facts, settings, runtime) },
    ...(settings.taints.length > 0 && { spec: { taints: [...settings.taints] } }),
  };
}

export function labelsOf(facts: HostFacts, settings: NodeSettings, runtime: RuntimeFacts): Record<string, string> {
  const { operatingSystem, architecture } = facts;
  return {
    'kubernetes.io/hostname': settings.name,
    'kubernetes.io/os': operatingSystem,
    'kubernetes.io/arch': architecture,
    'beta.kubernetes.io/os': operatingSystem,
    'beta.kubernetes.io/arch': architecture,
    [runtimeLabel]: runtime.name,
    ...settings.labels,
  };
}

/** `trouble`: why the node is not ready. */
export function nodeStatus(
  facts: HostFacts,
  settings: NodeSettings,
  runtime: RuntimeFacts,
): Omit<NodeStatus, 'conditions'> {
  return {
    capacity: { ...capacityOf(facts, settings.maxPods) },
    allocatable: { ...allocatableOf(facts, settings) },
    addresses: [
      ...facts.addresses.map((address) => ({ type: 'InternalIP' as const, address })),
      { type: 'Hostname', address: settings.name },
    ],
    nodeInfo: {
      machineID: facts.machineId,
      systemUUID: facts.systemUuid,
      bootID: facts.bootId,
      kernelVersion: facts.kernelVersion,
      osImage: facts.osImage,
      operatingSystem: facts.operatingSystem,
      architecture: facts.architecture,
      containerRuntimeVersion: `${runtime.name}://${runtime.version}`,
      kubeletVersion,
      kubeProxyVersion: '',
    },
  };
}

const healthy: ReadonlyArray<Pick<NodeCondition, 'type' | 'reason' | 'message'>> = [
  { type: 'MemoryPressure', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available' },
  { type: 'DiskPressure', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure' },
  { type: 'PIDPressure', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available' },
];

/** `trouble`: why the node is not ready. Ready comes last: whoever sees it sees the others. */
export function nodeConditions(
  trouble: string | undefined,
  before: readonly NodeCondition[],
  nowMs: number,
): NodeCondition[] {
  const ready =
    trouble === undefined
      ? { status: 'True' as const, reason: 'KubeletReady', message: 'kubelet is posting ready status' }
      : { status: 'False' as const, reason: 'KubeletNotReady', message: trouble };
  const all = [...healthy.map((each) => ({ ...each, status: 'False' as const })), { type: 'Ready' as const, ...ready }];
  return all.map((condition) => {
    const known = before.find(({ type }) => type === condition.type);
    const isSame = known?.status === condition.status;
    return {
      ...condition,
      lastHeartbeatTime: timeText(nowMs),
      lastTransitionTime: (isSame ? known.lastTransitionTime : undefined) ?? timeText(nowMs),
    };
  });
}
