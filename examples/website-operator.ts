// An operator: each ConfigMap labelled `example.dev/website` becomes a web site of its files, served by as many replicas as
// its annotation `example.dev/replicas` says: npx tsx examples/website-operator.ts
import { type ConfigMap, connect, keyOf } from '@portolan/client';

const portolan = await connect({ fieldManager: 'website-operator' });
const serve = `
  const { createServer } = require('node:http'), { readFileSync } = require('node:fs');
  createServer(({ url }, response) => {
    try { response.end(readFileSync('/site' + (url === '/' ? '/index.html' : new URL(url, 'http://x').pathname))); }
    catch { response.writeHead(404).end('not found'); }
  }).listen(8080, process.env.POD_IP);`;

/** What belongs to a site, as it should be. */
function objectsOf({ metadata: { name, namespace, uid, annotations } }: ConfigMap) {
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name, uid, controller: true, blockOwnerDeletion: true };
  const metadata = { name, namespace, labels: { site: name }, ownerReferences: [owner] };
  const podIp = { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } };
  const mount = { name: 'site', mountPath: '/site' };
  const command = ['node', '-e', serve];
  const containers = [{ name: 'web', image: 'node:20', command, env: [podIp], volumeMounts: [mount] }];
  const template = {
    metadata: { labels: { site: name } },
    spec: { containers, volumes: [{ name: 'site', configMap: { name } }] },
  };
  const replicas = Number(annotations?.['example.dev/replicas'] ?? 1);
  const selector = { matchLabels: { site: name } };
  return [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas, selector, template } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { site: name }, ports: [{ port: 8080 }] },
    },
  ];
}

const controller = portolan.configMaps.controller('website-operator', {
  labelSelector: 'example.dev/website',
  owns: ['Deployment.apps', 'Service'],
  async reconcile({ object: site }) {
    if (!site || site.metadata.deletionTimestamp) return; // What it owns goes with it.
    const { results } = await portolan.apply(objectsOf(site), { force: true, reason: 'website-operator' });
    if (results.some(({ outcome }) => outcome !== 'UNCHANGED')) console.log(`${keyOf(site)} is served`);
  },
});
process.once('SIGINT', () => controller.stop());
await controller.run();
portolan.close();
