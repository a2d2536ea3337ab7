// Kinds that are little more than their data, and every kind that has no describer of its own.
import type { ConfigMap, Namespace, Secret, ServiceAccount } from '@portolan/client/generated/kubernetes.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import { type Describer, describeConditions, describeMetadata } from './describer.ts';
import type { Report } from './report.ts';

export const describeNamespace: Describer<Namespace> = (report, namespace) => {
  describeMetadata(report, namespace);
  report.field(0, 'Status', namespace.status?.phase ?? '');
  describeConditions(report, namespace.status?.conditions);
};

export const describeConfigMap: Describer<ConfigMap> = (report, { data = {}, binaryData = {}, ...object }) => {
  describeMetadata(report, object);
  describeSection(report, 'Data');
  for (const [key, value] of sorted(data)) {
    report.line(0, `${key}:`);
    report.line(0, '----');
    for (const line of value.split('\n')) report.line(0, line);
    report.line(0, '');
  }
  describeSection(report, 'BinaryData');
  for (const [key, value] of sorted(binaryData)) report.line(0, `${key}: ${bytesOf(value)} bytes`);
  report.line(0, '');
};

/** Values stay hidden. */
export const describeSecret: Describer<Secret> = (report, secret) => {
  describeMetadata(report, secret);
  report.line(0, '');
  report.field(0, 'Type', secret.type ?? 'Opaque');
  describeSection(report, 'Data');
  for (const [key, value] of sorted(secret.data ?? {})) report.field(0, key, `${bytesOf(value)} bytes`);
};

export const describeServiceAccount: Describer<ServiceAccount> = (report, account) => {
  describeMetadata(report, account);
  report.list(
    0,
    'Image pull secrets',
    (account.imagePullSecrets ?? []).map(({ name }) => name ?? ''),
  );
  report.list(
    0,
    'Mountable secrets',
    (account.secrets ?? []).map(({ name }) => name ?? ''),
  );
};

function describeSection(report: Report, title: string): void {
  report.line(0, '');
  report.line(0, title);
  report.line(0, '='.repeat(title.length));
}

function sorted(map: Readonly<Record<string, string>>): Array<[string, string]> {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

function bytesOf(base64: string): number {
  return Buffer.from(base64, 'base64').length;
}

/** Every field with its name in words: `apiVersion` → `API Version`. */
export const describeAnything: Describer<ApiObject> = (report, object) => {
  describeMetadata(report, object);
  const { metadata, ...rest } = object;
  const { name: _, namespace: __, labels: ___, annotations: ____, managedFields: _____, ...otherMetadata } = metadata;
  describeFields(report, 0, { ...rest, metadata: otherMetadata });
};

function describeFields(report: Report, level: number, fields: object): void {
  for (const [name, value] of Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))) {
    describeField(report, level, fieldLabel(name), value);
  }
}

function describeField(report: Report, level: number, label: string, value: unknown): void {
  if (Array.isArray(value)) {
    report.line(level, `${label}:`);
    for (const item of value) {
      if (typeof item === 'object' && item !== null) describeFields(report, level + 1, item);
      else report.line(level + 1, String(item));
    }
  } else if (typeof value === 'object' && value !== null) {
    report.line(level, `${label}:`);
    describeFields(report, level + 1, value);
  } else report.field(level, label, String(value));
}

/** `holderIdentity` → `Holder Identity`; what is no field name stays. */
function fieldLabel(name: string): string {
  if (!/^[a-zA-Z][a-zA-Z0-9]*$/.test(name)) return name;
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');
  return words
    .replace(/^api\b/, 'API')
    .replace(/^uid$/, 'UID')
    .replace(/^./, (letter) => letter.toUpperCase());
}
