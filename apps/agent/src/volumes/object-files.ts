// The files that configMap, secret, downwardAPI and projected volumes hold.
import type {
  ConfigMapProjection,
  DownwardAPIProjection,
  KeyToPath,
  Pod,
  ProjectedVolumeSource,
  SecretProjection,
  VolumeProjection,
} from '@portolan/client';
import type { ReferencedObjects } from '../runtime-manager/environment.ts';
import { type PodPlace, podField, resourceField } from '../runtime-manager/pod-fields.ts';

export type Files = ReadonlyMap<string, { readonly content: Buffer; readonly mode: number }>;

interface FileContext {
  readonly pod: Pod;
  readonly place: PodPlace;
  readonly objects: ReferencedObjects;
}

interface Modes {
  readonly defaultMode?: number;
}

const usualMode = 0o644;

export async function configMapFiles(
  { name = '', items, optional, defaultMode }: ConfigMapProjection & Modes,
  { pod, objects }: FileContext,
): Promise<Files> {
  const found = await objects.configMap(pod.metadata.namespace ?? 'default', name);
  if (!found && !optional) throw new Error(`configmap "${name}" not found`);
  const content = new Map([
    ...Object.entries(found?.data ?? {}).map(([key, text]) => [key, Buffer.from(text)] as const),
    ...Object.entries(found?.binaryData ?? {}).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const),
  ]);
  return chosenFiles(content, { items, optional, defaultMode }, 'configmap references non-existent config key');
}

export async function secretFiles(
  { name = '', items, optional, defaultMode }: SecretProjection & Modes,
  { pod, objects }: FileContext,
): Promise<Files> {
  const found = await objects.secret(pod.metadata.namespace ?? 'default', name);
  if (!found && !optional) throw new Error(`secret "${name}" not found`);
  const content = new Map(
    Object.entries(found?.data ?? {}).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const),
  );
  return chosenFiles(content, { items, optional, defaultMode }, 'references non-existent secret key');
}

interface Choice {
  readonly items: readonly KeyToPath[] | undefined;
  readonly optional: boolean | undefined;
  readonly defaultMode: number | undefined;
}

function chosenFiles(content: ReadonlyMap<string, Buffer>, choice: Choice, complaint: string): Files {
  const { items, optional, defaultMode = usualMode } = choice;
  if (!items || items.length === 0) {
    return new Map([...content].map(([key, bytes]) => [key, { content: bytes, mode: defaultMode }]));
  }
  const files = new Map<string, { content: Buffer; mode: number }>();
  for (const { key, path, mode } of items) {
    const bytes = content.get(key);
    if (bytes) files.set(path, { content: bytes, mode: mode ?? defaultMode });
    else if (!optional) throw new Error(`${complaint}: ${key}`);
  }
  return files;
}

export function downwardFiles(
  { items = [], defaultMode = usualMode }: DownwardAPIProjection & Modes,
  { pod, place }: FileContext,
): Files {
  return new Map(
    items.map(({ path, fieldRef, resourceFieldRef, mode }) => {
      const text = fieldRef
        ? podField(pod, fieldRef, place)
        : resourceFieldRef
          ? resourceField(pod, undefined, resourceFieldRef, place)
          : '';
      return [path, { content: Buffer.from(text), mode: mode ?? defaultMode }];
    }),
  );
}

export async function projectedFiles(
  { sources = [], defaultMode = usualMode }: ProjectedVolumeSource,
  context: FileContext,
): Promise<Files> {
  const files = new Map<string, { readonly content: Buffer; readonly mode: number }>();
  for (const source of sources) {
    for (const [path, file] of await sourceFiles(source, defaultMode, context)) files.set(path, file);
  }
  return files;
}

async function sourceFiles(source: VolumeProjection, defaultMode: number, context: FileContext): Promise<Files> {
  const { configMap, secret, downwardAPI } = source;
  if (configMap) return configMapFiles({ ...configMap, defaultMode }, context);
  if (secret) return secretFiles({ ...secret, defaultMode }, context);
  if (downwardAPI) return downwardFiles({ ...downwardAPI, defaultMode }, context);
  if (source.serviceAccountToken) {
    throw new Error('projected serviceAccountToken: this cluster issues no service account tokens');
  }
  throw new Error(`projected source ${Object.keys(source)[0] ?? '(empty)'} is not supported on this node`);
}
