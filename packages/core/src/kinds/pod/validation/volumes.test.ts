import { expect, it } from 'vitest';
import type { Sketch } from '../../../../../../test/support/kind-check.ts';
import { podErrors } from '../../../../../../test/support/pod-check.ts';

const at = 'spec.volumes[0]';
const modes = 'must be a number between 0 and 0777 (octal), both inclusive';

/** What is wrong with one volume `v` of this source. */
function volumeErrors(source: Sketch, spec: Sketch = {}): string[] {
  return podErrors({ ...spec, volumes: [{ name: 'v', ...source }] });
}

it.each<[string, Sketch, string[]]>([
  ['no source, which means an emptyDir', {}, []],
  ['an emptyDir with a limit', { emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }, []],
  [
    'an emptyDir below nothing',
    { emptyDir: { sizeLimit: '-1Gi' } },
    [`${at}.emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity`],
  ],
  ['a path of the host', { hostPath: { path: '/var/log', type: 'Directory' } }, []],
  ['no path of the host', { hostPath: {} }, [`${at}.hostPath.path: Required value`]],
  [
    'a path upwards of another type',
    { hostPath: { path: '/a/../b', type: 'Door' } },
    [
      `${at}.hostPath.path: Invalid value: "/a/../b": must not contain '..'`,
      `${at}.hostPath.type: Unsupported value: "Door": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"`,
    ],
  ],
  ['a config map', { configMap: { name: 'm', items: [{ key: 'a', path: 'dir/a', mode: 0o400 }] } }, []],
  [
    'a broken config map',
    { configMap: { defaultMode: 0o1000, items: [{ path: '/a' }, { key: 'a', path: '..a', mode: -1 }] } },
    [
      `${at}.configMap.name: Required value`,
      `${at}.configMap.defaultMode: Invalid value: 512: ${modes}`,
      `${at}.configMap.items[0].key: Required value`,
      `${at}.configMap.items[0].path: Invalid value: "/a": must be a relative path`,
      `${at}.configMap.items[1].path: Invalid value: "..a": must not start with '..'`,
      `${at}.configMap.items[1].mode: Invalid value: -1: ${modes}`,
    ],
  ],
  ['a nameless secret', { secret: {} }, [`${at}.secret.secretName: Required value`]],
  [
    'a broken NFS export',
    { nfs: { path: 'a' } },
    [`${at}.nfs.server: Required value`, `${at}.nfs.path: Invalid value: "a": must be an absolute path`],
  ],
  ['a claim without a name', { persistentVolumeClaim: {} }, [`${at}.persistentVolumeClaim.claimName: Required value`]],
  [
    'two sources',
    { emptyDir: {}, secret: { secretName: 's' } },
    [`${at}.secret: Forbidden: may not specify more than 1 volume type`],
  ],
  [
    'what the pod knows of itself',
    {
      downwardAPI: {
        items: [
          { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
          { path: 'cpu', resourceFieldRef: { containerName: 'c', resource: 'limits.cpu' } },
        ],
      },
    },
    [],
  ],
  [
    'what no pod knows',
    {
      downwardAPI: {
        items: [
          { path: 'ip', fieldRef: { fieldPath: 'status.podIP' } },
          { path: 'cpu', resourceFieldRef: { resource: 'limits.cpu' } },
          { path: 'x' },
        ],
      },
    },
    [
      `${at}.downwardAPI.fieldRef.fieldPath: Unsupported value: "status.podIP": supported values: "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"`,
      `${at}.downwardAPI.resourceFieldRef.containerName: Required value`,
      `${at}.downwardAPI: Required value: one of fieldRef and resourceFieldRef is required`,
    ],
  ],
  ['a CSI driver', { csi: { driver: 'csi.example.com', nodePublishSecretRef: { name: 's' } } }, []],
  [
    'a CSI driver without a name',
    { csi: { nodePublishSecretRef: {} } },
    [
      `${at}.csi.driver: Required value`,
      `${at}.csi.driver: Invalid value: "": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      `${at}.csi.nodePublishSecretRef.name: Required value`,
    ],
  ],
  ['an image', { image: { reference: 'registry.example/data:v1' } }, []],
  ['no image', { image: {} }, [`${at}.image.reference: Required value`]],
  [
    'no iSCSI target',
    { iscsi: { lun: 256 } },
    [
      `${at}.iscsi.targetPortal: Required value`,
      `${at}.iscsi.iqn: Required value`,
      `${at}.iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive`,
    ],
  ],
  [
    'a misnamed iSCSI target',
    { iscsi: { targetPortal: '10.0.0.1', iqn: 'iqn.bad', lun: 0 } },
    [`${at}.iscsi.iqn: Invalid value: "iqn.bad": must be valid format`],
  ],
  [
    'a disk of two kinds',
    { azureDisk: { diskName: 'd', diskURI: 'https://x', kind: 'Managed' } },
    [
      `${at}.azureDisk.diskURI: Unsupported value: "https://x": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"`,
    ],
  ],
  [
    'an iSCSI target of no known form that wants a secret',
    {
      iscsi: {
        targetPortal: `${'1'.repeat(64)}`,
        iqn: 'x',
        lun: 0,
        chapAuthSession: true,
        initiatorName: 'eui.0123456789ABCDEF',
      },
    },
    [
      `${at}.iscsi.iqn: Invalid value: "x": must be valid format starting with iqn, eui, or naa`,
      `${at}.iscsi.secretRef: Required value`,
      `${at}.name: Invalid value: "v": Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.`,
    ],
  ],
  [
    'a disk of no kind',
    { azureDisk: { diskName: 'd', diskURI: 'https://d', cachingMode: 'x', kind: 'y' } },
    [
      `${at}.azureDisk.cachingMode: Unsupported value: "x": supported values: "None", "ReadOnly", "ReadWrite"`,
      `${at}.azureDisk.kind: Unsupported value: "y": supported values: "Dedicated", "Managed", "Shared"`,
    ],
  ],
  [
    'a file of two fields',
    {
      downwardAPI: {
        items: [
          {
            path: 'a',
            fieldRef: { fieldPath: 'metadata.name' },
            resourceFieldRef: { containerName: 'c', resource: 'limits.cpu' },
          },
        ],
      },
    },
    [`${at}.downwardAPI: Invalid value: "resource": fieldRef and resourceFieldRef can not be specified simultaneously`],
  ],
  ['no claim', { ephemeral: {} }, [`${at}.ephemeral.volumeClaimTemplate: Required value`]],
  [
    'a CSI driver of a long name',
    { csi: { driver: 'd'.repeat(64) } },
    [`${at}.csi.driver: Too long: may not be more than 63 bytes`],
  ],
  [
    'options that are not the author’s',
    { flexVolume: { driver: 'd', options: { 'kubernetes.io/fsType': 'x' } } },
    [
      `${at}.flexVolume.options[kubernetes.io/fsType]: Invalid value: "kubernetes.io/fsType": kubernetes.io and k8s.io namespaces are reserved`,
    ],
  ],
  [
    'no disk',
    { gcePersistentDisk: { partition: 256 } },
    [
      `spec.volumes[0].persistentDisk.pdName: Required value`,
      `spec.volumes[0].persistentDisk.partition: Invalid value: 256: must be between 1 and 255, inclusive`,
    ],
  ],
])('checks a volume with %s', (_, source, errors) => {
  expect(volumeErrors(source)).toEqual(errors);
});

it.each<[string, string, Sketch, string[]]>([
  ['no Ceph cluster', 'rbd', {}, ['rbd.monitors: Required value', 'rbd.image: Required value']],
  ['no Ceph file system', 'cephfs', {}, ['cephfs.monitors: Required value']],
  [
    'no Gluster file system',
    'glusterfs',
    {},
    ['glusterfs.endpoints: Required value', 'glusterfs.path: Required value'],
  ],
  [
    'no Cinder volume',
    'cinder',
    { secretRef: {} },
    ['cinder.volumeID: Required value', 'cinder.secretRef.name: Required value'],
  ],
  [
    'no Fibre Channel target',
    'fc',
    {},
    ['fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both'],
  ],
  [
    'no Fibre Channel unit',
    'fc',
    { targetWWNs: ['w'] },
    ['fc.lun: Required value: lun is required if targetWWNs is specified'],
  ],
  ['no Azure share', 'azureFile', {}, ['azureFile.secretName: Required value', 'azureFile.shareName: Required value']],
  ['no vSphere disk', 'vsphereVolume', {}, ['vsphereVolume.volumePath: Required value']],
  ['no Photon disk', 'photonPersistentDisk', {}, ['photonPersistentDisk.pdID: Required value']],
  ['no Portworx volume', 'portworxVolume', {}, ['portworxVolume.volumeID: Required value']],
  ['no StorageOS volume', 'storageos', {}, ['storageos.volumeName: Required value']],
  [
    'no ScaleIO volume',
    'scaleIO',
    {},
    ['scaleIO.gateway: Required value', 'scaleIO.system: Required value', 'scaleIO.volumeName: Required value'],
  ],
  [
    'no Quobyte registry',
    'quobyte',
    { volume: 'v' },
    ['quobyte.registry: Required value: must be a host:port pair or multiple pairs separated by commas'],
  ],
  [
    'half a Quobyte registry',
    'quobyte',
    { volume: 'v', registry: 'a:1,b' },
    ['quobyte.registry: Invalid value: "a:1,b": must be a host:port pair or multiple pairs separated by commas'],
  ],
  ['no Flocker set', 'flocker', {}, ['flocker: Required value: one of datasetName and datasetUUID is required']],
  [
    'two Flocker sets',
    'flocker',
    { datasetName: 'a/b', datasetUUID: 'u' },
    [
      'flocker: Invalid value: "resource": datasetName and datasetUUID can not be specified simultaneously',
      `flocker.datasetName: Invalid value: "a/b": must not contain '/'`,
    ],
  ],
  [
    'a long Quobyte tenant',
    'quobyte',
    { volume: 'v', registry: 'a:1', tenant: 't'.repeat(65) },
    ['quobyte.tenant: Required value: must be a UUID and may not exceed a length of 64 characters'],
  ],
  [
    'Fibre Channel targets of two forms',
    'fc',
    { targetWWNs: ['w'], wwids: ['i'], lun: 1 },
    ['fc.targetWWNs: Invalid value: ["w"]: targetWWNs and wwids can not be specified simultaneously'],
  ],
  ['no AWS disk', 'awsElasticBlockStore', {}, ['awsElasticBlockStore.volumeID: Required value']],
  [
    'a repository upwards',
    'gitRepo',
    { repository: 'r', directory: '../x' },
    [`gitRepo.directory: Invalid value: "../x": must not contain '..'`],
  ],
])('refuses %s', (_, type, source, errors) => {
  expect(volumeErrors({ [type]: source })).toEqual(errors.map((error) => `${at}.${error}`));
});

const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

it('refuses a volume without a name, a name used twice, and the claim of a volume the pod itself makes', () => {
  expect(podErrors({ volumes: [{ emptyDir: {} }] })).toEqual(['spec.volumes[0].name: Required value']);
  expect(podErrors({ volumes: [{ name: 'v' }, { name: 'v' }] })).toEqual([
    'spec.volumes[1].name: Duplicate value: "v"',
  ]);
  const long = 'x'.repeat(60);
  const volume = { name: long, ephemeral: { volumeClaimTemplate: { spec: claim } } };
  expect(podErrors({ volumes: [volume] }, { name: `${'a.'.repeat(99)}a` })).toEqual([
    `spec.volumes[0].name: Invalid value: "${long}": PVC name "${'a.'.repeat(99)}a-${long}": must be no more than 253 bytes`,
  ]);
  const volumes = [
    { name: 'v', ephemeral: { volumeClaimTemplate: { spec: claim } } },
    { name: 'w', persistentVolumeClaim: { claimName: 'a-v' } },
  ];
  expect(podErrors({ volumes })).toEqual([
    'spec.volumes[1].persistentVolumeClaim.claimName: Invalid value: "a-v": must not reference a PVC that gets created for an ephemeral volume',
  ]);
});
