// An address for each page of the dashboard, with something to see: for what must hold everywhere.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Dashboard } from './dashboard.ts';
import { until } from './until.ts';

const pagesFolder = fileURLToPath(new URL('../../apps/dashboard/src/app', import.meta.url));

export interface Route {
  readonly path: string;
  /** A text that is there when the page shows what it is for; it is the same in all languages. */
  readonly shows: string;
}

/** By folder of the page; several where a page has views that differ. */
const examples: Readonly<Record<string, readonly Route[]>> = {
  '': [{ path: '/', shows: 'default/stopped' }],
  access: [
    { path: '/access', shows: 'default' },
    { path: '/access?view=leases', shows: 'kube-scheduler' },
  ],
  'access/[kind]/[namespace]/[name]': [{ path: '/access/serviceaccounts/default/default', shows: 'ServiceAccount' }],
  activity: [{ path: '/activity', shows: 'admin' }],
  api: [{ path: '/api', shows: 'query' }],
  config: [
    { path: '/config', shows: 'settings' },
    { path: '/config?view=secrets&open=default/password', shows: 'Opaque' },
  ],
  'config/[kind]/[namespace]/[name]': [{ path: '/config/configmaps/default/settings', shows: 'greeting' }],
  controllers: [{ path: '/controllers', shows: 'replicaset-controller' }],
  'controllers/[name]': [{ path: '/controllers/replicaset-controller', shows: 'success' }],
  events: [{ path: '/events?ns=default', shows: 'FailedScheduling' }],
  logs: [
    { path: '/logs', shows: 'portolan logs' },
    { path: '/logs?open=default%3Fapp%3Dweb', shows: 'a line of the log' },
  ],
  namespaces: [{ path: '/namespaces', shows: 'kube-system' }],
  'namespaces/[name]': [{ path: '/namespaces/default', shows: 'kubernetes.io/metadata.name=default' }],
  nodes: [
    { path: '/nodes', shows: 'n1' },
    { path: '/nodes?open=n1', shows: 'KubeletReady' },
  ],
  'nodes/[name]': [
    { path: '/nodes/n1', shows: 'KubeletReady' },
    { path: '/nodes/n1?tab=pods', shows: 'web' },
    { path: '/nodes/n1?tab=yaml', shows: 'kubernetes.io/hostname' },
  ],
  pods: [
    { path: '/pods', shows: 'web' },
    { path: '/pods?ns=default&open=default/web', shows: 'local' },
    { path: '/pods?at=1', shows: '' },
  ],
  'pods/[namespace]/[name]': [
    { path: '/pods/default/web', shows: 'local' },
    { path: '/pods/default/web?tab=logs', shows: 'a line of the log' },
    { path: '/pods/default/none', shows: 'none' },
  ],
  scheduler: [{ path: '/scheduler', shows: 'default/stopped' }],
  services: [{ path: '/services', shows: 'front' }],
  'services/[namespace]/[name]': [{ path: '/services/default/front', shows: 'front' }],
  settings: [{ path: '/settings', shows: 'system:masters' }],
  workloads: [{ path: '/workloads', shows: 'stopped' }],
  'workloads/[kind]/[namespace]/[name]': [{ path: '/workloads/deployments/default/stopped', shows: 'stopped' }],
};

/** Fails for a page that has no example here. */
export function dashboardRoutes(): readonly Route[] {
  return pageFolders().flatMap((folder) => {
    const routes = examples[folder];
    if (!routes) throw new Error(`no example of the page apps/dashboard/src/app/${folder}`);
    return routes;
  });
}

function pageFolders(): string[] {
  return readdirSync(pagesFolder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('page.tsx'))
    .map((path) => path.replaceAll('\\', '/').replace(/\/?page\.tsx$/, ''))
    .sort();
}

/** Makes what the routes show. `text` stands wherever a manifest lets people write what they like. */
export async function createShownObjects({ client, api }: Dashboard, text = 'plain'): Promise<void> {
  await api.data(
    `mutation($operations: [OperationInput!]!, $reason: String) {
      commit(operations: $operations, reason: $reason) { revision }
    }`,
    { operations: shownObjects(text).map((manifest) => ({ create: { object: manifest } })), reason: text },
  );
  await until('the pods have run', async () => {
    const phase = async (name: string) => (await client.pods.get({ namespace: 'default', name })).status?.phase;
    return (await phase('web')) === 'Running' && (await phase('ended')) === 'Failed';
  });
}

function shownObjects(text: string): readonly object[] {
  const metadata = (name: string) => ({
    name,
    namespace: 'default',
    labels: { app: name },
    annotations: { note: text, 'kubernetes.io/change-cause': text },
  });
  const container = (script: string) => ({
    name: 'app',
    image: `local ${text}`,
    env: [{ name: 'NOTE', value: text }],
    command: ['/bin/sh', '-c', script],
    terminationMessagePolicy: 'FallbackToLogsOnError',
  });
  const runsOn = container(`echo 'a line of the log'; printf '%s\\n' "$NOTE"; sleep 1000`);
  const fails = container('printf %s "$NOTE" >&2; exit 3');
  const core = { apiVersion: 'v1' };
  return [
    {
      ...core,
      kind: 'Pod',
      metadata: metadata('web'),
      spec: { containers: [runsOn], terminationGracePeriodSeconds: 0 },
    },
    { ...core, kind: 'Pod', metadata: metadata('ended'), spec: { containers: [fails], restartPolicy: 'Never' } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('stopped'),
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'stopped' } },
        template: { metadata: metadata('stopped'), spec: { nodeSelector: { disk: 'none' }, containers: [runsOn] } },
      },
    },
    {
      ...core,
      kind: 'Service',
      metadata: metadata('front'),
      spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] },
    },
    { ...core, kind: 'Secret', metadata: metadata('password'), type: 'Opaque', stringData: { password: text } },
    { ...core, kind: 'ConfigMap', metadata: metadata('settings'), data: { greeting: text } },
    {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: metadata('told'),
      eventTime: new Date().toISOString().replace('Z', '000Z'),
      reportingController: 'example.com/tests',
      reportingInstance: text,
      action: text,
      reason: text,
      note: text,
      type: 'Warning',
      regarding: { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web', uid: 'uid-of-web' },
    },
  ];
}
