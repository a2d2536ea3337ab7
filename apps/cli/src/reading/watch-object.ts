// One object as it changes.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Cli } from '../cli.ts';
import type { ResourceKind } from '../resource-kinds.ts';
import { nameSelector } from './list-request.ts';

/** As it is, then each change; undefined while it is not there. Ends with the signal. */
export async function* watchObject<T extends ApiObject>(
  cli: Cli,
  kind: ResourceKind,
  { name, namespace }: { readonly name: string; readonly namespace?: string },
  signal?: AbortSignal,
): AsyncGenerator<T | undefined> {
  const client = await cli.connectLive();
  const changes = client.watch<T>({
    kinds: [kind.resource],
    fieldSelector: nameSelector([name]),
    ...(kind.namespaced && namespace !== undefined && { namespace }),
    ...(signal && { signal }),
  });
  for await (const item of changes) {
    if (item.type === 'SNAPSHOT') yield item.objects[0];
    else for (const { type, object } of item.events) yield type === 'DELETED' ? undefined : object;
  }
}
