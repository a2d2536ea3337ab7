// The rig's objects: ConfigMaps and Secrets of one namespace whose annotation is the unique value of their last write.
import type { Seen } from './history.ts';

export const namespace = 'default';
/** Others may keep objects beside ours. */
export const namePrefix = 'rig-';
export const kinds = ['ConfigMap', 'Secret'] as const;
/** Each value ends with one; the label `colour` says the same, so that selectors can ask for it. */
export const colours = ['red', 'blue'] as const;

/** How documents ask for an object. */
export const objectFields = 'kind metadata { name resourceVersion annotations }';

export interface ShownObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion: string;
    readonly annotations: Readonly<Record<string, string>> | null;
  };
}

/** `ConfigMap/rig-3` */
export function keysOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kinds[index % kinds.length]}/${namePrefix}${index >> 1}`);
}

export function partsOf(key: string): { kind: string; name: string } {
  const [kind = '', name = ''] = key.split('/');
  return { kind, name };
}

export function isOurs({ kind, name }: { kind: string; name: string }): boolean {
  return name.startsWith(namePrefix) && kinds.some((each) => each === kind);
}

/** What a list or a snapshot shows of ours. */
export function seenAll(objects: readonly ShownObject[]): Map<string, Seen> {
  const ours = objects.filter(({ kind, metadata }) => isOurs({ kind, name: metadata.name }));
  return new Map(ours.map((object) => [keyOf(object), seenIn(object)]));
}

export function keyOf({ kind, metadata }: ShownObject): string {
  return `${kind}/${metadata.name}`;
}

export function seenIn({ metadata }: ShownObject): Seen {
  return { version: Number(metadata.resourceVersion), value: metadata.annotations?.value ?? '' };
}

/** `expected` guards it by the version it replaces. */
export function manifestOf(key: string, value: string, expected?: number): object {
  const { kind, name } = partsOf(key);
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      namespace,
      labels: { colour: value.slice(value.lastIndexOf('-') + 1) },
      annotations: { value },
      ...(expected !== undefined && { resourceVersion: String(expected) }),
    },
    data: { value: kind === 'Secret' ? Buffer.from(value).toString('base64') : value },
  };
}
