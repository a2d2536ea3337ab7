// The pods that `web`, `pod/web`, `deploy/web` or `svc/web` stand for.
import type { Pod } from '@portolan/client';
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Cli } from '../cli.ts';
import { CommandError } from '../failures.ts';
import { notFound } from '../reading/list-request.ts';
import { type NamedResource, parseNamed } from '../resource-arguments.ts';
import { loadKinds } from '../resource-kinds.ts';
import { byActivity } from './pod-activity.ts';

export interface FoundPods {
  readonly target: NamedResource;
  /** What was named; the pod itself where a pod was. */
  readonly object: ApiObject;
  /** The one that is most likely to answer first; at least one. */
  readonly pods: readonly [Pod, ...Pod[]];
}

/** Throws CommandError, and ApiError for what does not exist. */
export async function findPods(cli: Cli, word: string): Promise<FoundPods> {
  const target = parseNamed(word, 'pod', await loadKinds(cli));
  const { kind, name } = target;
  const client = await cli.connect();
  const namespace = await cli.namespace();
  const ref = { name, ...(kind.namespaced && { namespace }) };
  if (kind.kind === 'Pod') {
    const pod = await client.pods.find(ref, cli.request);
    if (!pod) throw notFound(kind, name);
    return { target, object: pod, pods: [pod] };
  }
  const object = await client.of(kind.group ? `${kind.kind}.${kind.group}` : kind.kind).get(ref, cli.request);
  const labelSelector = selectorOf(object);
  if (labelSelector === undefined) throw new CommandError(`cannot find pods of ${kind.kind}: it selects none`);
  const { items } = await client.pods.list({ namespace, labelSelector }, cli.request);
  const [first, ...others] = [...items].sort(byActivity);
  if (!first) throw new CommandError(`no pods found for ${kind.singular}/${name} (selector: ${labelSelector})`);
  return { target, object, pods: [first, ...others] };
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: ReadonlyArray<{ key: string; operator: string; values?: readonly string[] }>;
}

/** Of a workload, or of a service, whose selector is labels and nothing else. */
function selectorOf(object: ApiObject): string | undefined {
  const { selector } = ((object as { spec?: unknown }).spec ?? {}) as { selector?: Selector | Record<string, string> };
  if (typeof selector !== 'object' || selector === null) return undefined;
  const isLabels = Object.values(selector).every((value) => typeof value === 'string');
  const { matchLabels = {}, matchExpressions = [] } = (isLabels ? { matchLabels: selector } : selector) as Selector;
  const terms = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(termOf),
  ];
  return terms.length > 0 ? terms.join(',') : undefined;
}

function termOf({ key, operator, values = [] }: { key: string; operator: string; values?: readonly string[] }): string {
  switch (operator) {
    case 'In':
      return `${key} in (${values.join(',')})`;
    case 'NotIn':
      return `${key} notin (${values.join(',')})`;
    case 'Exists':
      return key;
    default:
      return `!${key}`;
  }
}
