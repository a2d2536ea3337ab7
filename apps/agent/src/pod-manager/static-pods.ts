// Static pods: manifests in a directory of this node. The directory is read every 20 s, and when the system tells of a change.
import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pod, PodSpec } from '@portolan/client';
import type { Timer } from '@portolan/client/clock.ts';
import { parseAllDocuments } from 'yaml';
import { type AgentClock, timeText } from '../clock.ts';
import { fullNameOf, hashAnnotation, mirrorAnnotation, seenAnnotation, sourceAnnotation } from '../pod-spec.ts';

export interface StaticPodsOptions {
  /** A directory of manifests, or one manifest. */
  readonly path: string;
  readonly nodeName: string;
  readonly clock: AgentClock;
  readonly checkMs: number;
  onPods(pods: readonly Pod[]): void;
  report(error: unknown, where: string): void;
}

const settleMs = 100;
const maxBytes = 10 << 20;
const maxAliases = 100;

export class StaticPods {
  private readonly options: StaticPodsOptions;
  private timer: Timer | undefined;
  private watcher: FSWatcher | undefined;
  private isStopped = false;
  /** What a file held when it could last be read as a pod. */
  private readonly known = new Map<string, Pod>();

  constructor(options: StaticPodsOptions) {
    this.options = options;
  }

  async start(): Promise<void> {
    await this.check();
    try {
      this.watcher = watch(this.options.path, () => this.schedule(settleMs));
      this.watcher.on('error', (error) => this.options.report(error, `watch ${this.options.path}`));
    } catch (error) {
      // What cannot be watched is still read from time to time.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.options.report(error, `watch ${this.options.path}`);
    }
  }

  stop(): void {
    this.isStopped = true;
    this.timer?.cancel();
    this.watcher?.close();
  }

  private schedule(delayMs: number): void {
    this.timer?.cancel();
    if (this.isStopped) return;
    this.timer = this.options.clock.setTimer(delayMs, () => void this.check());
  }

  private async check(): Promise<void> {
    const { path, onPods, report } = this.options;
    try {
      const files = await filesAt(path);
      for (const file of [...this.known.keys()]) if (!files.includes(file)) this.known.delete(file);
      for (const file of files) await this.read(file);
      if (!this.isStopped) onPods(withoutDoubles([...this.known.values()]));
    } catch (error) {
      report(error, `read the static pods in ${path}`);
    }
    this.schedule(this.options.checkMs);
  }

  /** A file that is no pod (any more, while it is being written) changes nothing. */
  private async read(file: string): Promise<void> {
    try {
      const { size } = await stat(file);
      if (size > maxBytes) throw new Error(`larger than ${maxBytes} bytes`);
      const pod = parseStaticPod(await readFile(file, 'utf8'), {
        file,
        ...this.options,
        nowMs: this.options.clock.now(),
      });
      const before = this.known.get(file);
      if (before?.metadata.uid !== pod.metadata.uid) this.known.set(file, pod);
    } catch (error) {
      this.options.report(error, `read the static pod ${file}`);
    }
  }
}

async function filesAt(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { withFileTypes: true });
    // As kubelet: no hidden files, and whatever the name, a file is a manifest.
    return entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => join(path, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function withoutDoubles(pods: readonly Pod[]): readonly Pod[] {
  return [...new Map(pods.map((pod) => [fullNameOf(pod), pod])).values()];
}

interface Origin {
  readonly file: string;
  readonly nodeName: string;
  readonly nowMs: number;
}

/** Throws for what is no pod, or one that cannot be static. */
export function parseStaticPod(text: string, { file, nodeName, nowMs }: Origin): Pod {
  const documents = parseAllDocuments(text);
  const [document] = documents;
  if (!document || !('errors' in document) || documents.length !== 1) throw new Error('expected one document');
  const [error] = document.errors;
  if (error) throw error;
  const value: unknown = document.toJS({ maxAliasCount: maxAliases });
  const { apiVersion, kind, metadata, spec } = (value ?? {}) as Partial<Pod>;
  if (apiVersion !== 'v1' || kind !== 'Pod') throw new Error(`expected a Pod of v1, found ${kind} of ${apiVersion}`);
  if (!metadata?.name) throw new Error('metadata.name: Required value');
  if (!spec?.containers?.length) throw new Error('spec.containers: Required value');
  refuseReferences(spec);
  const hash = createHash('md5')
    .update(JSON.stringify([nodeName, file, metadata, spec]))
    .digest('hex');
  const { [mirrorAnnotation]: _, ...annotations } = metadata.annotations ?? {};
  return {
    apiVersion,
    kind,
    metadata: {
      name: `${metadata.name}-${nodeName}`.toLowerCase(),
      namespace: metadata.namespace ?? 'default',
      uid: metadata.uid || hash,
      ...(metadata.labels && { labels: metadata.labels }),
      annotations: {
        ...annotations,
        [hashAnnotation]: hash,
        [sourceAnnotation]: 'file',
        [seenAnnotation]: timeText(nowMs),
      },
    },
    spec: {
      ...spec,
      nodeName,
      // Nothing drives a static pod off its node.
      tolerations: [...(spec.tolerations ?? []), { operator: 'Exists', effect: 'NoExecute' }],
    },
  };
}

/** A static pod must run without the API, so it names nothing that only the API has. */
function refuseReferences({ containers, initContainers = [], volumes = [], serviceAccountName }: PodSpec): void {
  if (serviceAccountName) throw new Error('static pods can not reference service accounts');
  const names = [...containers, ...initContainers].flatMap(({ env = [], envFrom = [] }) => [
    ...envFrom.flatMap(({ configMapRef, secretRef }) => [configMapRef && 'configmaps', secretRef && 'secrets']),
    ...env.flatMap(({ valueFrom }) => [
      valueFrom?.configMapKeyRef && 'configmaps',
      valueFrom?.secretKeyRef && 'secrets',
    ]),
  ]);
  const fromVolumes = volumes.flatMap(({ configMap, secret, projected }) => [
    configMap && 'configmaps',
    secret && 'secrets',
    ...(projected?.sources ?? []).flatMap((each) => [each.configMap && 'configmaps', each.secret && 'secrets']),
  ]);
  const [found] = [...names, ...fromVolumes].filter((each) => each !== undefined);
  if (found) throw new Error(`static pods can not reference ${found}`);
}
