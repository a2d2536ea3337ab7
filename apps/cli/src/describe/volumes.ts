// Volumes as pods and pod templates show them.
import type { Toleration, Volume } from '@portolan/client/generated/kubernetes.ts';
import type { Report } from './report.ts';

/** What is said of the kinds of volume that have more to say than their name. */
const kinds: Readonly<Record<string, string>> = {
  emptyDir: "EmptyDir (a temporary directory that shares a pod's lifetime)",
  hostPath: 'HostPath (bare host directory volume)',
  configMap: 'ConfigMap (a volume populated by a ConfigMap)',
  secret: 'Secret (a volume populated by a Secret)',
  projected: 'Projected (a volume that contains injected data from multiple sources)',
  downwardAPI: 'DownwardAPI (a volume populated by information about the pod)',
  persistentVolumeClaim: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
};

export function describeVolumes(report: Report, level: number, volumes: readonly Volume[] = []): void {
  if (volumes.length === 0) {
    report.field(level, 'Volumes', '<none>');
    return;
  }
  report.line(level, 'Volumes:');
  for (const { name, ...source } of volumes) {
    report.line(level + 1, `${name}:`);
    const [[kind, fields] = ['', {}]] = Object.entries(source);
    report.field(level + 2, 'Type', kinds[kind] ?? kind);
    for (const [label, value] of sourceFields(kind, fields ?? {})) report.field(level + 2, label, value);
  }
}

function sourceFields(kind: string, fields: object): Array<[string, string]> {
  const all = fields as Readonly<Record<string, unknown>>; // One of many shapes, read by names that may be absent.
  const text = (name: string, fallback = '') => String(all[name] ?? fallback);
  switch (kind) {
    case 'emptyDir':
      return [
        ['Medium', text('medium')],
        ['SizeLimit', text('sizeLimit', '<unset>')],
      ];
    case 'hostPath':
      return [
        ['Path', text('path')],
        ['HostPathType', text('type')],
      ];
    case 'configMap':
      return [
        ['Name', text('name')],
        ['Optional', text('optional', 'false')],
      ];
    case 'secret':
      return [
        ['SecretName', text('secretName')],
        ['Optional', text('optional', 'false')],
      ];
    case 'persistentVolumeClaim':
      return [
        ['ClaimName', text('claimName')],
        ['ReadOnly', text('readOnly', 'false')],
      ];
    case 'projected':
      return Array.isArray(all.sources) ? all.sources.flatMap(projectedFields) : [];
    default:
      return [];
  }
}

function projectedFields(source: {
  readonly serviceAccountToken?: { readonly expirationSeconds?: number };
  readonly configMap?: { readonly name?: string; readonly optional?: boolean };
  readonly secret?: { readonly name?: string; readonly optional?: boolean };
  readonly downwardAPI?: object;
}): Array<[string, string]> {
  const { serviceAccountToken, configMap, secret, downwardAPI } = source;
  return [
    ...(serviceAccountToken ? [['TokenExpirationSeconds', String(serviceAccountToken.expirationSeconds ?? 3600)]] : []),
    ...(configMap ? [['ConfigMapName', configMap.name ?? '']] : []),
    ...(configMap ? [['Optional', String(configMap.optional === true)]] : []),
    ...(secret ? [['SecretName', secret.name ?? '']] : []),
    ...(downwardAPI ? [['DownwardAPI', 'true']] : []),
  ] as Array<[string, string]>;
}

/** `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s` */
export function tolerationText({ key = '', value, effect, operator, tolerationSeconds }: Toleration): string {
  const head = `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
  const exists = operator === 'Exists' ? ` op=Exists` : '';
  const time = tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`;
  return `${head}${exists}${time}`.trim();
}
