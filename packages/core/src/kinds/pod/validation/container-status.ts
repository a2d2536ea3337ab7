// What is reported of single containers: users, devices' health and mounted images.
import {
  duplicate,
  type FieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../../resource/field-error.ts';
import type {
  Container,
  ContainerStatus,
  ContainerUser,
  PodSpec,
  PodStatus,
  ResourceHealth,
  ResourceStatus,
  VolumeStatus,
} from '../../../resource/generated/kubernetes.ts';
import { isInRange, isValidGroupId } from '../../../resource/validation/names.ts';
import { type Findings, invalidEach, isRepeated } from './field-rules.ts';

const maxUid = 2 ** 32 - 1;
const maxImageRef = 256;
const maxHealthMessage = 1024;
const healthValues: readonly string[] = ['Healthy', 'Unhealthy', 'Unknown'];

/** `path` is the pod's status. */
export function* validateContainerStatuses(path: FieldPath, status: PodStatus, spec: PodSpec): Findings {
  for (const list of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const) {
    for (const [position, each] of (status[list] ?? []).entries()) {
      const at = path.child(list).index(position);
      if (each.user) yield* validateUser(at.child('user', 'linux'), each.user, spec.os?.name);
      if (list === 'ephemeralContainerStatuses') yield* forbidDevices(at, each);
      else {
        const containers = list === 'containerStatuses' ? spec.containers : spec.initContainers;
        const container = containers?.find(({ name }) => name === each.name);
        yield* validateDevices(at.child('allocatedResourcesStatus'), each.allocatedResourcesStatus, container, status);
      }
      for (const [index, { volumeStatus }] of (each.volumeMounts ?? []).entries()) {
        yield* validateVolumeStatus(at.child('volumeMounts').index(index).child('volumeStatus'), volumeStatus);
      }
    }
  }
}

function* validateUser(path: FieldPath, { linux }: ContainerUser, os: string | undefined): Findings {
  if (!linux) return;
  if (os === 'windows') return yield forbidden(path, 'cannot be set for a windows pod');
  const { uid = 0, gid = 0, supplementalGroups = [] } = linux;
  yield* invalidEach(path.child('uid'), uid, isInRange(uid, 0, maxUid));
  yield* invalidEach(path.child('gid'), gid, isValidGroupId(gid));
  for (const [position, group] of supplementalGroups.entries()) {
    yield* invalidEach(path.child('supplementalGroups').index(position), group, isValidGroupId(group));
  }
}

function* forbidDevices(path: FieldPath, { allocatedResourcesStatus }: ContainerStatus): Findings {
  if (!allocatedResourcesStatus?.length) return;
  yield forbidden(path.child('allocatedResourcesStatus'), 'must not be specified in container status');
}

function* validateDevices(
  path: FieldPath,
  resources: readonly ResourceStatus[] = [],
  container: Container | undefined,
  status: PodStatus,
): Findings {
  for (const [position, { name = '', resources: devices = [] }] of resources.entries()) {
    const at = path.index(position);
    if (container && !isOwnResource(name, container, status))
      yield invalid(at.child('name'), name, ownResourceRule(name));
    const ids = new Set<string>();
    for (const [index, device] of devices.entries())
      yield* validateDevice(at.child('resources').index(index), device, ids);
  }
}

function* validateDevice(path: FieldPath, device: ResourceHealth, ids: Set<string>): Findings {
  const { resourceID = '', health = '', message } = device;
  if (!healthValues.includes(health)) yield notSupported(path.child('health'), health, healthValues);
  if (message === '') yield required(path.child('message'), 'must be non-empty if specified');
  else if (message && message.length > maxHealthMessage) yield tooLong(path.child('message'), maxHealthMessage);
  if (isRepeated(ids, resourceID)) yield duplicate(path.child('resourceID'), resourceID);
}

const claimPrefix = 'claim:';

function isOwnResource(name: string, { name: containerName, resources }: Container, status: PodStatus): boolean {
  if (!name.startsWith(claimPrefix)) return resources?.requests?.[name] !== undefined;
  const claim = name.slice(claimPrefix.length);
  const isListed = (resources?.claims ?? []).some(
    (each) => claim === (each.request ? `${each.name}/${each.request}` : each.name),
  );
  const extended = status.extendedResourceClaimStatus;
  return (
    isListed ||
    (extended?.requestMappings ?? []).some((mapping) => {
      return (
        mapping.containerName === containerName && claim === `${extended?.resourceClaimName}/${mapping.requestName}`
      );
    })
  );
}

function ownResourceRule(name: string): string {
  if (!name.startsWith(claimPrefix)) return "must match one of the container's resource requests";
  return "must match one of the container's resource claims as 'claim:<claimName>/<requestName>' when container.resources.claims[*].request is set or 'claim:<claimName>' when it is empty";
}

function* validateVolumeStatus(path: FieldPath, status: VolumeStatus | undefined): Findings {
  if (!status?.image) return;
  const at = path.child('imageVolumeStatus', 'imageRef');
  const { imageRef } = status.image;
  if (!imageRef) yield required(at, 'imageRef must not be empty');
  else if (imageRef.length > maxImageRef) yield tooLong(at, maxImageRef);
}
