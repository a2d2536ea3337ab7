// The volumes of this node's pods, laid out as kubelet lays them out:
//   <pods>/<uid>/volumes/kubernetes.io~<plug-in>/<volume>
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Container, Pod, Volume, VolumeMount } from '@portolan/client';
import { allContainersOf, specOf, uidOf } from '../pod-spec.ts';
import type { PodVolumes } from '../pod-volumes.ts';
import type { Mount } from '../runtime/runtime-service.ts';
import { environmentOf, type ReferencedObjects } from '../runtime-manager/environment.ts';
import { expand } from '../runtime-manager/expansion.ts';
import type { PodPlace } from '../runtime-manager/pod-fields.ts';
import { writeAtomically } from './atomic-files.ts';
import { prepareEmptyDir, unmountBelow } from './empty-dir.ts';
import { checkHostPath } from './host-path.ts';
import { networkFiles, prepareNetworkFiles } from './network-files.ts';
import { configMapFiles, downwardFiles, type Files, projectedFiles, secretFiles } from './object-files.ts';
import { resolveSubPath } from './sub-path.ts';

interface VolumeContext {
  readonly pod: Pod;
  readonly place: PodPlace;
  readonly objects: ReferencedObjects;
  readonly directory: string;
}

interface VolumePlugin {
  /** The field of the volume that holds its source. */
  readonly field: keyof Volume;
  readonly directoryName: string;
  readonly isReadOnly: boolean;
  /** @returns where the volume lies on this host */
  prepare(volume: Volume, context: VolumeContext): Promise<string>;
}

const plugins: readonly VolumePlugin[] = [
  {
    field: 'emptyDir',
    directoryName: 'empty-dir',
    isReadOnly: false,
    prepare: async ({ emptyDir = {} }, { directory, pod }) =>
      prepareEmptyDir(directory, emptyDir, specOf(pod).securityContext?.fsGroup),
  },
  {
    field: 'hostPath',
    directoryName: 'host-path',
    isReadOnly: false,
    prepare: async ({ hostPath }) => checkHostPath(hostPath ?? { path: '' }),
  },
  filesPlugin('configMap', 'configmap', ({ configMap = {} }, context) => configMapFiles(configMap, context)),
  filesPlugin('secret', 'secret', ({ secret = {} }, context) => {
    const { secretName, ...rest } = secret;
    return secretFiles({ ...rest, ...(secretName ? { name: secretName } : {}) }, context);
  }),
  filesPlugin('downwardAPI', 'downward-api', async ({ downwardAPI = {} }, context) =>
    downwardFiles(downwardAPI, context),
  ),
  filesPlugin('projected', 'projected', ({ projected = {} }, context) => projectedFiles(projected, context)),
];

function filesPlugin(
  field: keyof Volume,
  directoryName: string,
  read: (volume: Volume, context: VolumeContext) => Promise<Files>,
): VolumePlugin {
  return {
    field,
    directoryName,
    isReadOnly: true,
    prepare: async (volume, context) => {
      writeAtomically(context.directory, await read(volume, context), specOf(context.pod).securityContext?.fsGroup);
      return context.directory;
    },
  };
}

interface ReadyVolume {
  readonly hostPath: string;
  readonly isReadOnly: boolean;
}

export class NodeVolumes implements PodVolumes {
  private readonly pods: string;
  private readonly objects: ReferencedObjects;

  /** `pods` is the directory below which each pod has its own; nobody but this user may look into it. */
  constructor(pods: string, objects: ReferencedObjects) {
    this.pods = resolve(pods);
    this.objects = objects;
    mkdirSync(pods, { recursive: true, mode: 0o700 });
  }

  async prepare(pod: Pod, place: PodPlace): Promise<ReadonlyMap<string, readonly Mount[]>> {
    const containers = allContainersOf(pod);
    const used = new Set(containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name)));
    const ready = new Map<string, ReadyVolume>();
    for (const volume of specOf(pod).volumes ?? []) {
      if (used.has(volume.name)) ready.set(volume.name, await this.prepareVolume(volume, pod, place));
    }
    const mounts = new Map<string, readonly Mount[]>();
    const directory = join(this.pods, uidOf(pod));
    const networkMounts = prepareNetworkFiles(directory, networkFiles(pod, place.podIps));
    for (const container of containers) {
      const own = await this.mountsOf(container, ready, pod, place);
      mounts.set(container.name, [...own, ...networkMounts(container)]);
    }
    return mounts;
  }

  async remove(uid: string): Promise<void> {
    const directory = join(this.pods, uid);
    // Nothing that is mounted there may be emptied with it.
    unmountBelow(directory);
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Pods that have volumes here, whether they still exist or not. */
  list(): string[] {
    return readdirSync(this.pods);
  }

  private async prepareVolume(volume: Volume, pod: Pod, place: PodPlace): Promise<ReadyVolume> {
    try {
      const plugin = pluginOf(volume);
      const directory = join(this.pods, uidOf(pod), 'volumes', `kubernetes.io~${plugin.directoryName}`, volume.name);
      const hostPath = await plugin.prepare(volume, { pod, place, objects: this.objects, directory });
      return { hostPath, isReadOnly: plugin.isReadOnly };
    } catch (error) {
      const why = (error as Error).message;
      throw new Error(`MountVolume.SetUp failed for volume "${volume.name}" : ${why}`, { cause: error });
    }
  }

  private async mountsOf(
    container: Container,
    volumes: ReadonlyMap<string, ReadyVolume>,
    pod: Pod,
    place: PodPlace,
  ): Promise<Mount[]> {
    const mounts: Mount[] = [];
    for (const mount of container.volumeMounts ?? []) {
      const volume = volumes.get(mount.name);
      if (!volume)
        throw new Error(`volumeMount "${mount.name}" of container "${container.name}" names no volume of the pod`);
      const subPath = await this.subPathOf(mount, container, pod, place);
      mounts.push({
        volumeName: mount.name,
        containerPath: mount.mountPath,
        hostPath: subPath ? resolveSubPath(volume.hostPath, subPath) : volume.hostPath,
        readOnly: volume.isReadOnly || mount.readOnly === true,
      });
    }
    return mounts;
  }

  private async subPathOf(mount: VolumeMount, container: Container, pod: Pod, place: PodPlace): Promise<string> {
    const { subPathExpr, subPath = '' } = mount;
    if (!subPathExpr) return subPath;
    const environment = await environmentOf(pod, container, place, { objects: this.objects, services: () => [] });
    const missing = new Set<string>();
    const expanded = expand(subPathExpr, (name) => {
      if (!environment.has(name)) missing.add(name);
      return environment.get(name);
    });
    if (missing.size > 0) throw new Error(`missing value for ${[...missing].map((name) => `"${name}"`).join(', ')}`);
    return expanded;
  }
}

function pluginOf(volume: Volume): VolumePlugin {
  // A volume without a source is an emptyDir by Kubernetes' defaults.
  const field = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';
  const plugin = plugins.find((each) => each.field === field);
  if (plugin) return plugin;
  const known = plugins.map((each) => each.field).join(', ');
  throw new Error(`this node cannot mount volumes of type ${field}; it can mount ${known}`);
}
