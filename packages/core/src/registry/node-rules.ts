// What a node's identity may do: its own node, lease and pods, and what these pods need. After Kubernetes' Node authorizer
// (with selector support) and its NodeRestriction admission.

import { deepEqual } from '../resource/equality.ts';
import { groupKind } from '../resource/kind.ts';
import type { AnyObject } from '../resource/object.ts';
import type { WatchCache } from '../store/watch-cache.ts';
import type { Decision, Target, Verb } from './authorize.ts';
import { podReferences } from './pod-references.ts';

interface NodeRuleInput extends Target {
  readonly node: string;
  readonly verb: Verb;
  readonly cache: WatchCache;
}
type NodeRule = (input: NodeRuleInput) => Decision;

const leaseNamespace = 'kube-node-lease';
const mirrorAnnotation = 'kubernetes.io/config.mirror';
const restrictedLabelPrefix = 'node-restriction.kubernetes.io/';

const readVerbs: ReadonlySet<Verb> = new Set(['get', 'list', 'watch']);

const noRelation = (node: string): Decision => ({
  why: `no relationship found between node '${node}' and this object`,
});

function nodeOf(pod: AnyObject | undefined): unknown {
  return (pod?.spec as { nodeName?: unknown } | undefined)?.nodeName;
}

const readAnything: NodeRule = ({ verb }) => (readVerbs.has(verb) ? true : { why: '' });

const ownNode: NodeRule = (input) => {
  const { node, verb, name, object, old, pinned } = input;
  if (verb === 'list' || verb === 'watch') {
    if (pinned?.get('metadata.name') === node) return true;
    return { why: `node '${node}' cannot read all nodes, only its own Node object` };
  }
  if (verb === 'delete' || verb === 'deletecollection') return { why: `node '${node}' is not allowed to delete nodes` };
  const named = name === '' ? object?.metadata.name : name;
  if (named !== node)
    return { why: `node '${node}' is not allowed to ${verb === 'get' ? 'read' : 'modify'} node '${named ?? ''}'` };
  if (verb === 'get' || !object) return true;
  return ownNodeChange(node, object, old);
};

function ownNodeChange(node: string, object: AnyObject, old: AnyObject | undefined): Decision {
  const taints = (each: AnyObject | undefined) => (each?.spec as { taints?: unknown } | undefined)?.taints;
  if (old && !deepEqual(taints(object), taints(old))) return { why: `node '${node}' is not allowed to modify taints` };
  const before = old?.metadata.labels ?? {};
  for (const [key, value] of Object.entries(object.metadata.labels ?? {})) {
    const isRestricted = (key.split('/')[0] ?? '').endsWith(restrictedLabelPrefix.slice(0, -1));
    if (isRestricted && before[key] !== value) return { why: `node '${node}' is not allowed to modify labels: ${key}` };
  }
  return true;
}

const ownPods: NodeRule = (input) => {
  const { node, verb, subresource, object, old, pinned } = input;
  switch (verb) {
    case 'list':
    case 'watch':
    case 'deletecollection':
      if (verb !== 'deletecollection' && pinned?.get('spec.nodeName') === node) return true;
      return { why: 'can only list/watch pods with spec.nodeName field selector' };
    case 'get':
      return nodeOf(old) === node ? true : noRelation(node);
    case 'create':
      return ownMirrorPod(node, object);
    case 'delete':
      return nodeOf(old) === node
        ? true
        : { why: `node '${node}' can only delete pods with spec.nodeName set to itself` };
    case 'update':
    case 'patch':
      if (subresource !== 'status') return { why: `node '${node}' can only update the status of its pods` };
      return nodeOf(old) === node
        ? true
        : { why: `node '${node}' can only update pod status for pods with spec.nodeName set to itself` };
  }
};

function ownMirrorPod(node: string, pod: AnyObject | undefined): Decision {
  if (!pod) return { why: '' };
  if (pod.metadata.annotations?.[mirrorAnnotation] === undefined)
    return { why: `node '${node}' can only create mirror pods` };
  if (nodeOf(pod) !== node) return { why: `node '${node}' can only create pods with spec.nodeName set to itself` };
  const references = podReferences(pod);
  if (references.secrets.size + references.configMaps.size > 0) {
    return { why: `node '${node}' can not create pods that reference secrets or configmaps` };
  }
  return true;
}

const ownLease: NodeRule = ({ node, verb, namespace, name, object }) => {
  if (verb === 'list' || verb === 'watch' || verb === 'deletecollection') return { why: '' };
  const leaseName = name === '' ? object?.metadata.name : name;
  if (namespace !== leaseNamespace)
    return { why: `can only access leases in the "${leaseNamespace}" system namespace` };
  return leaseName === node ? true : { why: 'can only access node lease with the same name as the requesting node' };
};

/** Objects that a pod on the node names, one at a time: `get`, or `list` and `watch` pinned to one name. */
function referenced(of: 'secrets' | 'configMaps' | 'serviceAccounts'): NodeRule {
  return ({ node, verb, namespace, name, pinned, cache }) => {
    if (!readVerbs.has(verb)) return { why: '' };
    const wanted = name === '' ? pinned?.get('metadata.name') : name;
    if (wanted === undefined || namespace === '') return { why: 'No Object name found' };
    for (const { object } of cache.list('Pod', namespace)) {
      if (nodeOf(object) === node && podReferences(object)[of].has(wanted)) return true;
    }
    return noRelation(node);
  };
}

const writeEvents: NodeRule = ({ verb }) =>
  verb === 'create' || verb === 'update' || verb === 'patch' ? true : { why: '' };

const rules: ReadonlyMap<string, NodeRule> = new Map([
  ['Node', ownNode],
  ['Pod', ownPods],
  ['Lease.coordination.k8s.io', ownLease],
  ['Event.events.k8s.io', writeEvents],
  ['Secret', referenced('secrets')],
  ['ConfigMap', referenced('configMaps')],
  ['ServiceAccount', referenced('serviceAccounts')],
  ['Service', readAnything],
  ['Endpoints', readAnything],
  ['EndpointSlice.discovery.k8s.io', readAnything],
  ['Namespace', readAnything],
]);

export function decideForNode(node: string, verb: Verb, target: Target, cache: WatchCache): Decision {
  const rule = rules.get(groupKind(target.definition));
  return rule ? rule({ ...target, node, verb, cache }) : { why: '' };
}
