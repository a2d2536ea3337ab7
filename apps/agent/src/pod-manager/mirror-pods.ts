// Makes the API show static pods: each by a mirror pod that is deleted and created anew when it shows another version.
import { type Client, ConnectionError, isCode, type Node, type Pod } from '@portolan/client';
import { fullNameOf, hashAnnotation, mirrorAnnotation } from '../pod-spec.ts';
import type { PodManager } from './pod-manager.ts';

export interface MirrorPodsOptions {
  readonly client: Client;
  node(): Pick<Node, 'metadata'> | undefined;
  report(error: unknown, where: string): void;
}

export class MirrorPods {
  private readonly options: MirrorPodsOptions;
  private readonly working = new Set<string>();

  constructor(options: MirrorPodsOptions) {
    this.options = options;
  }

  /** Creates the mirror where it is missing; goes on by itself, as a pod does not wait for being shown. */
  ensure(pod: Pod, pods: PodManager): void {
    const fullName = fullNameOf(pod);
    if (this.working.has(fullName)) return;
    const mirror = pods.mirror(fullName);
    if (mirror && isMirrorOf(mirror, pod) && mirror.metadata.deletionTimestamp === undefined) return;
    this.working.add(fullName);
    this.replace(pod, mirror)
      .catch((error: unknown) => {
        // Without the API there is nobody to show it to; the next sync tries again.
        if (!(error instanceof ConnectionError)) this.options.report(error, `mirror the static pod ${fullName}`);
      })
      .finally(() => this.working.delete(fullName));
  }

  /** Mirrors of static pods that are gone. */
  async removeOrphans(pods: PodManager): Promise<void> {
    for (const mirror of pods.allMirrors()) {
      if (pods.staticPod(fullNameOf(mirror))) continue;
      try {
        await this.remove(mirror);
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        return;
      }
    }
  }

  private async replace(pod: Pod, old: Pod | undefined): Promise<void> {
    if (old) await this.remove(old);
    try {
      await this.options.client.pods.create(mirrorOf(pod, this.options.node()), { fieldValidation: 'IGNORE' });
    } catch (error) {
      if (!isCode(error, 'ALREADY_EXISTS')) throw error;
    }
  }

  private async remove({ metadata }: Pod): Promise<void> {
    const { name, namespace, uid } = metadata;
    const named = { name, ...(namespace !== undefined && { namespace }), ...(uid !== undefined && { uid }) };
    try {
      await this.options.client.pods.delete(named, { gracePeriodSeconds: 0 });
    } catch (error) {
      if (!isCode(error, 'NOT_FOUND', 'CONFLICT')) throw error;
    }
  }
}

function isMirrorOf(mirror: Pod, pod: Pod): boolean {
  return mirror.metadata.annotations?.[mirrorAnnotation] === pod.metadata.annotations?.[hashAnnotation];
}

function mirrorOf(pod: Pod, node: Pick<Node, 'metadata'> | undefined): Pod {
  const { uid: _, ...metadata } = pod.metadata;
  const { uid, name } = node?.metadata ?? {};
  const owner = { apiVersion: 'v1', kind: 'Node', name: name ?? '', uid: uid ?? '', controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, [mirrorAnnotation]: metadata.annotations?.[hashAnnotation] ?? '' },
      ...(uid !== undefined && { ownerReferences: [owner] }),
    },
    ...(pod.spec && { spec: pod.spec }),
  };
}
