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

const token = (path: string, seconds?: number) => ({
  serviceAccountToken: { path, ...(seconds !== undefined && { expirationSeconds: seconds }) },
});

it.each<[string, Sketch[], string[]]>([
  ['a token', [token('token')], []],
  [
    'a token that is short-lived and has no path',
    [token('', 60)],
    [
      `${at}.projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes`,
      `${at}.projected.path: Required value`,
    ],
  ],
  [
    'two files of one path',
    [
      { configMap: { name: 'm', items: [{ key: 'a', path: 'x' }] } },
      { secret: { name: 's', items: [{ key: 'b', path: 'x' }] } },
    ],
    [`${at}.projected: Invalid value: "s": conflicting duplicate paths`],
  ],
  [
    'two kinds in one source',
    [{ configMap: { name: 'm' }, secret: { name: 's' } }],
    [`${at}.projected.sources[0]: Forbidden: may not specify more than 1 volume type per source`],
  ],
  [
    'a trust bundle of nobody',
    [{ clusterTrustBundle: { path: 'ca' } }],
    [`${at}.projected.sources[0].clusterTrustBundle: Required value: either name or signerName must be specified`],
  ],
  ['a trust bundle of a signer', [{ clusterTrustBundle: { signerName: 'example.com/ca', path: 'ca' } }], []],
  [
    'a certificate of no kind',
    [{ podCertificate: { signerName: 'ca', keyType: 'RSA', maxExpirationSeconds: 60 } }],
    [
      `${at}.projected.sources[0].podCertificate.signerName: Invalid value: "ca": must be a fully qualified domain and path of the form 'example.com/signer-name'`,
      `${at}.projected.sources[0].podCertificate.keyType: Unsupported value: "RSA": supported values: "RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"`,
      `${at}.projected.sources[0].podCertificate.maxExpirationSeconds: Invalid value: 60: if provided, maxExpirationSeconds must be >= 3600`,
      `${at}.projected.sources[0].podCertificate: Required value: specify at least one of credentialBundlePath, keyPath, and certificateChainPath`,
    ],
  ],
])('checks a projected volume of %s', (_, sources, errors) => {
  expect(volumeErrors({ projected: { sources } }, { serviceAccountName: 'default' })).toEqual(errors);
});

it('gives tokens only to pods that run as somebody', () => {
  expect(volumeErrors({ projected: { sources: [token('token')] } })).toEqual([
    `${at}.projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set`,
  ]);
});

const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

it.each<[string, Sketch, string[]]>([
  ['a claim', { spec: claim }, []],
  [
    'nothing',
    { spec: {} },
    ['spec.accessModes: Required value: at least 1 access mode is required', 'spec.resources[storage]: Required value'],
  ],
  [
    'everything wrong',
    {
      metadata: { name: 'n', labels: { a: 'b' } },
      spec: {
        accessModes: ['ReadWriteOncePod', 'ReadOnlyMany', 'Any'],
        resources: { requests: { storage: '0' } },
        volumeMode: 'Tape',
        dataSource: { kind: 'Snapshot', name: 's' },
      },
    },
    [
      'metadata.name: Forbidden: cannot be set',
      'spec.accessModes: Unsupported value: "Any": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
      'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
      'spec.resources[storage]: Invalid value: "0": must be greater than zero',
      'spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"',
      'spec.dataSource: Invalid value: "Snapshot": must be \'PersistentVolumeClaim\' when referencing the default apiGroup',
    ],
  ],
])('checks an ephemeral volume of %s', (_, volumeClaimTemplate, errors) => {
  const prefix = `${at}.ephemeral.volumeClaimTemplate`;
  expect(volumeErrors({ ephemeral: { volumeClaimTemplate } })).toEqual(errors.map((error) => `${prefix}.${error}`));
});

it('refuses a volume without a name, a name used twice, and the claim of a volume the pod itself makes', () => {
  expect(podErrors({ volumes: [{ emptyDir: {} }] })).toEqual(['spec.volumes[0].name: Required value']);
  expect(podErrors({ volumes: [{ name: 'v' }, { name: 'v' }] })).toEqual([
    'spec.volumes[1].name: Duplicate value: "v"',
  ]);
  const volumes = [
    { name: 'v', ephemeral: { volumeClaimTemplate: { spec: claim } } },
    { name: 'w', persistentVolumeClaim: { claimName: 'a-v' } },
  ];
  expect(podErrors({ volumes })).toEqual([
    'spec.volumes[1].persistentVolumeClaim.claimName: Invalid value: "a-v": must not reference a PVC that gets created for an ephemeral volume',
  ]);
});
