// Every verb passes here. Roles decide for people and service accounts once they exist; until then only masters may do
// everything and nodes what node-rules.ts gives them. Texts follow Kubernetes' authorizer.
import { forbiddenError } from '../resource/api-error.ts';
import { groupKind, type KindDefinition, resourceName } from '../resource/kind.ts';
import type { AnyObject } from '../resource/object.ts';
import type { WatchCache } from '../store/watch-cache.ts';
import { decideForNode } from './node-rules.ts';
import type { Subresource } from './operation.ts';
import { type Identity, mastersGroup, nodesGroup, nodeUserPrefix } from './request.ts';

export type Verb = 'create' | 'get' | 'list' | 'watch' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** Sub-resources of pods that are streams: reading a log is `get`, opening the others `create`. */
export type PodStream = 'log' | 'exec' | 'attach' | 'portforward';

export interface Target {
  readonly definition: KindDefinition;
  /** `''` for all namespaces and for cluster-scoped kinds. */
  readonly namespace: string;
  /** `''` when the verb names no single object. */
  readonly name: string;
  readonly subresource?: Subresource | 'binding' | PodStream;
  /** The object to be stored, for create and update. */
  readonly object?: AnyObject;
  /** The object as it is. */
  readonly old?: AnyObject;
  /** Fields that the request pins to one value each, by its field selector: `spec.nodeName` → `n1`. */
  readonly pinned?: ReadonlyMap<string, string>;
}

/** `true`, or why not; an empty reason says no more than that no rule allows it. */
export type Decision = true | { readonly why: string };

function nodeNameOf(identity: Identity): string | undefined {
  if (!identity.groups.includes(nodesGroup) || !identity.user.startsWith(nodeUserPrefix)) return undefined;
  return identity.user.slice(nodeUserPrefix.length);
}

export function decide(identity: Identity, verb: Verb, target: Target, cache: WatchCache): Decision {
  if (identity.groups.includes(mastersGroup)) return true;
  const node = nodeNameOf(identity);
  if (node !== undefined) return decideForNode(node, verb, target, cache);
  return { why: '' };
}

/** Throws Forbidden, naming user, verb and resource. */
export function authorize(identity: Identity, verb: Verb, target: Target, cache: WatchCache): void {
  const decision = decide(identity, verb, target, cache);
  if (decision === true) return;
  const { definition, namespace, name, subresource } = target;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const plural = subresource ? `${definition.plural}/${subresource}` : definition.plural;
  const text = `User "${identity.user}" cannot ${verb} resource "${plural}" in API group "${definition.group}" ${scope}`;
  const why = decision.why === '' ? text : `${text}: ${decision.why}`;
  throw forbiddenError({ kind: groupKind(definition), resource: resourceName(definition), name }, why);
}
