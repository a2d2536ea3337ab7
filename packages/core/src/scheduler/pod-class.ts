// Pods that no plug-in can tell apart are of one class: ten thousand replicas of one deployment are decided about once, and
// then only where something changed. A class is made from the first such pod and never changes.
import type { Pod, PodSpec } from '../resource/generated/kubernetes.ts';
import { controllerOf } from '../resource/object.ts';
import { type HostPort, hostPortsOf } from './host-ports.ts';
import { type NodeTest, pinnedNodeNames, requiredNodeTest } from './node-selector.ts';
import { nonZeroPodRequests, podRequests, type ResourceVector } from './pod-requests.ts';

export interface PodClass {
  /** Equal for pods of one class. */
  readonly key: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: { readonly apiVersion: string; readonly kind: string; readonly name: string } | undefined;
  readonly spec: PodSpec;
  readonly requests: ResourceVector;
  /** What it is taken to need where nodes are scored. */
  readonly nonZeroRequests: ResourceVector;
  readonly hostPorts: readonly HostPort[];
  /** By node selector and required affinity; undefined: every node. */
  readonly requiredNode: NodeTest | undefined;
  readonly pinnedNodes: ReadonlySet<string> | undefined;
}

/** Classes by key, shared by everything that looks at one cluster. */
export class PodClasses {
  private readonly byKey = new Map<string, PodClass>();

  /** The class it has whether or not it has a node by now. */
  of(pod: Pod): PodClass {
    const key = classKey(pod);
    const known = this.byKey.get(key);
    if (known) return known;
    const { nodeName: _, ...spec } = pod.spec ?? emptySpec;
    const made = podClassOf({ ...pod, spec }, key);
    this.byKey.set(key, made);
    return made;
  }

  get size(): number {
    return this.byKey.size;
  }

  /** Forgets classes that nobody uses. */
  keepOnly(isUsed: (each: PodClass) => boolean): void {
    for (const [key, each] of this.byKey) if (!isUsed(each)) this.byKey.delete(key);
  }
}

const emptySpec: PodSpec = { containers: [] };

/** `spec.nodeName` is taken as the node that the pod asks for. */
export function podClassOf(pod: Pod, key = classKey(pod)): PodClass {
  const { metadata, spec = emptySpec } = pod;
  return {
    key,
    namespace: metadata.namespace ?? '',
    labels: metadata.labels ?? {},
    owner: controllerOf(pod),
    spec,
    requests: podRequests(spec),
    nonZeroRequests: nonZeroPodRequests(spec),
    hostPorts: hostPortsOf(spec),
    requiredNode: requiredNodeTest(spec),
    pinnedNodes: pinnedNodeNames(spec),
  };
}

/** Everything of a pod that some plug-in looks at, but for its node: one that has it is asked nothing. */
function classKey(pod: Pod): string {
  const { metadata, spec = emptySpec } = pod;
  const owner = controllerOf(pod);
  return JSON.stringify([
    metadata.namespace,
    metadata.labels,
    owner && [owner.apiVersion, owner.kind, owner.name],
    spec.nodeSelector,
    spec.affinity,
    spec.tolerations,
    spec.topologySpreadConstraints,
    spec.overhead,
    spec.resources,
    spec.containers.map(containerKey),
    spec.initContainers?.map(containerKey),
  ]);
}

function containerKey({ image, resources, ports, restartPolicy }: PodSpec['containers'][number]) {
  return [image, resources, ports, restartPolicy];
}
