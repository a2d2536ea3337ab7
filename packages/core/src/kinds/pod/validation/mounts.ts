// Where containers see the pod's volumes, as directories and as block devices.
import { type FieldPath, forbidden, invalid, notFound, notSupported, required } from '../../../resource/field-error.ts';
import type {
  Container,
  EphemeralContainer,
  Volume,
  VolumeDevice,
  VolumeMount,
} from '../../../resource/generated/kubernetes.ts';
import { checkDescendingPath, checkNoBacksteps, type Findings, isRepeated } from './field-rules.ts';

/** The pod's sound volumes by name. */
export type Volumes = ReadonlyMap<string, Volume>;

const propagations: readonly string[] = ['Bidirectional', 'HostToContainer', 'None'];
const recursiveReadOnlyModes: readonly string[] = ['Disabled', 'Enabled', 'IfPossible'];

/** `path` is the container's. */
export function* validateMounts(
  path: FieldPath,
  container: Container | EphemeralContainer,
  volumes: Volumes,
): Findings {
  const { volumeMounts = [], volumeDevices = [] } = container;
  const mountPaths = new Map(volumeMounts.map(({ name, mountPath }) => [name, mountPath]));
  const devicePaths = new Map(volumeDevices.map(({ name, devicePath }) => [name, devicePath]));
  const isPrivileged = container.securityContext?.privileged === true;
  const listPath = path.child('volumeMounts');
  const seen = new Set<string>();
  for (const [position, mount] of volumeMounts.entries()) {
    const at = listPath.index(position);
    yield* validateMountPlace(at, mount, volumes, seen);
    yield* validateOverlap(at, mount.name, { field: 'mountPath', path: mount.mountPath }, devicePaths, 'volumeDevices');
    yield* validateMountOptions(listPath, at, mount, isPrivileged);
  }
  yield* validateDevices(path.child('volumeDevices'), volumeDevices, volumes, mountPaths);
}

function* validateMountPlace(at: FieldPath, mount: VolumeMount, volumes: Volumes, seen: Set<string>): Findings {
  const { name = '', mountPath = '' } = mount;
  if (name === '') yield required(at.child('name'), '');
  if (!volumes.has(name)) yield notFound(at.child('name'), name);
  if (mountPath === '') yield required(at.child('mountPath'), '');
  if (isRepeated(seen, mountPath)) yield invalid(at.child('mountPath'), mountPath, 'must be unique');
}

/** One volume is either mounted or a device in a container, and so is one path. */
function* validateOverlap(
  at: FieldPath,
  name: string,
  place: { field: string; path: string },
  others: ReadonlyMap<string, string>,
  otherList: string,
): Findings {
  if (others.has(name)) yield invalid(at.child('name'), name, `must not already exist in ${otherList}`);
  if ([...others.values()].includes(place.path)) {
    yield invalid(at.child(place.field), place.path, `must not already exist as a path in ${otherList}`);
  }
}

/** Kubernetes reports these at the list, not at the mount, but for `subPathExpr` beside `subPath`. */
function* validateMountOptions(list: FieldPath, at: FieldPath, mount: VolumeMount, isPrivileged: boolean): Findings {
  const { subPath, subPathExpr, mountPropagation, recursiveReadOnly } = mount;
  if (subPath) yield* checkDescendingPath(list.child('subPath'), subPath);
  if (subPathExpr) {
    if (subPath) yield invalid(at.child('subPathExpr'), subPathExpr, 'subPathExpr and subPath are mutually exclusive');
    yield* checkDescendingPath(list.child('subPathExpr'), subPathExpr);
  }
  if (mountPropagation !== undefined) {
    const path = list.child('mountPropagation');
    if (!propagations.includes(mountPropagation)) yield notSupported(path, mountPropagation, propagations);
    if (mountPropagation === 'Bidirectional' && !isPrivileged) {
      yield forbidden(path, 'Bidirectional mount propagation is available only to privileged containers');
    }
  }
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return;
  const path = list.child('recursiveReadOnly');
  if (!recursiveReadOnlyModes.includes(recursiveReadOnly)) {
    yield notSupported(path, recursiveReadOnly, recursiveReadOnlyModes);
    return;
  }
  if (!mount.readOnly) yield forbidden(path, 'may only be specified when readOnly is true');
  if (mountPropagation !== undefined && mountPropagation !== 'None') {
    yield forbidden(path, 'may only be specified when mountPropagation is None or not specified');
  }
}

function* validateDevices(
  path: FieldPath,
  devices: readonly VolumeDevice[],
  volumes: Volumes,
  mountPaths: ReadonlyMap<string, string>,
): Findings {
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const [position, { name = '', devicePath = '' }] of devices.entries()) {
    const at = path.index(position);
    if (name === '') yield required(at.child('name'), '');
    if (name !== '' && isRepeated(names, name)) yield invalid(at.child('name'), name, 'must be unique');
    const volume = volumes.get(name);
    if (!volume) yield notFound(at.child('name'), name);
    else if (!volume.persistentVolumeClaim && !volume.ephemeral) {
      const types = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      yield invalid(at.child('name'), name, types);
    }
    if (devicePath === '') yield required(at.child('devicePath'), '');
    if (paths.has(devicePath)) yield invalid(at.child('devicePath'), devicePath, 'must be unique');
    if ([...checkNoBacksteps(at, devicePath)].length > 0) {
      yield invalid(at.child('devicePath'), devicePath, "can not contain backsteps ('..')");
    } else paths.add(devicePath);
    yield* validateOverlap(at, name, { field: 'devicePath', path: devicePath }, mountPaths, 'volumeMounts');
  }
}
