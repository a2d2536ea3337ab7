// One short, unique name per type of the schema table, used for TypeScript interfaces and GraphQL types alike.
import type { SchemaTable } from './schema-table.ts';

/** Where two groups share a type's name, the group whose type people mean by it. All others carry group and version. */
const preferredOwner: Readonly<Record<string, string>> = {
  CrossVersionObjectReference: 'autoscaling/v2',
  EndpointPort: 'discovery.k8s.io/v1',
  Event: 'events.k8s.io/v1',
  EventSeries: 'events.k8s.io/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  HorizontalPodAutoscalerSpec: 'autoscaling/v2',
  HorizontalPodAutoscalerStatus: 'autoscaling/v2',
  ResourceClaim: 'resource.k8s.io/v1',
  ServiceReference: 'admissionregistration.k8s.io/v1',
  Subject: 'rbac.authorization.k8s.io/v1',
  TokenRequest: 'authentication.k8s.io/v1',
  WebhookClientConfig: 'admissionregistration.k8s.io/v1',
};

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Short name per type of the table: `apps/v1.Deployment` → `Deployment`, `v1.Event` → `CoreV1Event`. Names in `reserved`
 * mean something else to the caller, and carry group and version too.
 */
export function shortTypeNames(table: SchemaTable, reserved: ReadonlySet<string> = new Set()): Map<string, string> {
  const uses = new Map<string, number>();
  for (const type of Object.keys(table.types)) {
    const short = type.slice(type.lastIndexOf('.') + 1);
    uses.set(short, (uses.get(short) ?? 0) + 1);
  }
  const names = new Map<string, string>();
  for (const type of Object.keys(table.types)) {
    const dot = type.lastIndexOf('.');
    const [groupVersion, short] = [type.slice(0, dot), type.slice(dot + 1)];
    if (!reserved.has(short) && (uses.get(short) === 1 || preferredOwner[short] === groupVersion)) {
      names.set(type, short);
      continue;
    }
    const slash = groupVersion.indexOf('/');
    const group = slash < 0 ? 'core' : (groupVersion.slice(0, slash).split('.')[0] ?? '');
    names.set(type, capitalise(group) + capitalise(groupVersion.slice(slash + 1)) + short);
  }
  return names;
}
