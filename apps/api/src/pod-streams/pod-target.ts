// Which container of which pod on which node a stream is for. Texts follow Kubernetes' pod strategy and registry.
import { authorize, type PodStream } from '@portolan/core/registry/authorize.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import type { Request } from '@portolan/core/registry/request.ts';
import { ApiError, badRequestError, notFoundError } from '@portolan/core/resource/api-error.ts';
import type { Pod } from '@portolan/core/resource/generated/kubernetes.ts';

export interface PodTarget {
  readonly node: string;
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly spec: NonNullable<Pod['spec']>;
  /** Of the annotation; undefined when the pod names none. */
  readonly defaultContainer: string | undefined;
}

/** Throws Forbidden, NotFound, and BadRequest for a pod that is on no node. */
export async function findPod(
  registry: Registry,
  request: Request,
  { namespace, name, stream }: { namespace: string; name: string; stream: PodStream },
): Promise<PodTarget> {
  const definition = registry.definition('Pod');
  const verb = stream === 'log' ? 'get' : 'create';
  await registry.cache.fresh();
  const stored = registry.cache.get({ kind: 'Pod', namespace, name });
  const target = { definition, namespace, name, subresource: stream, ...(stored && { old: stored.object }) };
  authorize(request.identity, verb, target, registry.cache);
  if (!stored) throw notFoundError({ kind: 'Pod', resource: 'pods', name });
  const { spec, metadata } = stored.object as Pod; // The kind of its key.
  if (!spec?.nodeName) throw badRequestError(`pod ${name} does not have a host assigned`);
  return {
    node: spec.nodeName,
    pod: { namespace, name, uid: stored.uid },
    spec,
    defaultContainer: metadata?.annotations?.['kubectl.kubernetes.io/default-container'],
  };
}

/** The container that was asked for, or the only one, or the pod's default. Throws BadRequest. */
export function containerOf({ pod, spec, defaultContainer }: PodTarget, wanted: string | undefined): string {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec;
  const regular = containers.map(({ name }) => name);
  const all = [...regular, ...initContainers.map(({ name }) => name), ...ephemeralContainers.map(({ name }) => name)];
  if (wanted !== undefined && wanted !== '') {
    if (all.includes(wanted)) return wanted;
    throw badRequestError(`container ${wanted} is not valid for pod ${pod.name}`);
  }
  if (defaultContainer !== undefined && all.includes(defaultContainer)) return defaultContainer;
  const [only] = regular;
  if (regular.length === 1 && only !== undefined) return only;
  const choices = `choose one of: [${regular.join(' ')}]`;
  const init =
    initContainers.length > 0
      ? ` or one of the init containers: [${initContainers.map(({ name }) => name).join(' ')}]`
      : '';
  throw badRequestError(`a container name must be specified for pod ${pod.name}, ${choices}${init}`);
}

/** What to say when no agent of the node is connected. */
export function nodeUnreachable(node: string): ApiError {
  return new ApiError('ServiceUnavailable', `node ${node} is not connected: its agent keeps no tunnel to this server`, {
    retryAfterSeconds: 1,
  });
}
