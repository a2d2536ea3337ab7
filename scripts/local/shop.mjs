// The demo: applies examples/shop with its code, and follows it until it runs. What the user has changed in it stays.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { root } from '../bootstrap.mjs';
import { colour } from '../checklist.mjs';
import { graphql } from './graphql.mjs';

const folder = join(root, 'examples/shop');
const namespace = 'shop';
const lookMs = 250;
const patienceMs = 60_000;

const applyObjects = `mutation($objects: [JSON!]!) {
  apply(objects: $objects, atomic: false, fieldManager: "portolan-up", reason: "npm run up") {
    results { error { code message } }
  }
}`;
const lookAround = `{ deployments(namespace: "${namespace}") { nodes {
  metadata { name } spec { replicas } status { readyReplicas }
  pods { metadata { name } spec { nodeName } status { phase conditions { type status } } }
} } }`;

/** @param {{ url: string, data: string, port: number }} place `port` is where the shop's page is served */
export async function applyShop({ url, data, port }) {
  const { apply } = await graphql({ url, data }, applyObjects, { objects: shopObjects({ data, port }) });
  const refusals = apply.results.flatMap(({ error }) => error ?? []);
  // A conflict is a change of the user's own.
  const failed = refusals.find(({ code }) => code !== 'CONFLICT');
  if (failed) throw new Error(`the shop is refused: ${failed.message}`);
}

/** As in the folder, with what only this machine knows: code, where the orders lie, and the port. */
function shopObjects({ data, port }) {
  const code = Object.fromEntries(
    readdirSync(join(folder, 'code')).map((file) => [file, readFileSync(join(folder, 'code', file), 'utf8')]),
  );
  const objects = parseAllDocuments(readFileSync(join(folder, 'shop.yaml'), 'utf8')).map((each) => each.toJS());
  for (const { kind, spec } of objects) {
    if (kind === 'Deployment') {
      // Other code makes other pods.
      const digest = createHash('sha256').update(JSON.stringify(code)).digest('hex').slice(0, 16);
      spec.template.metadata.annotations = { 'portolan.dev/shop-code': digest };
      for (const { hostPath } of spec.template.spec.volumes) if (hostPath) hostPath.path = join(data, 'shop');
    }
    for (const each of (kind === 'Service' && spec.ports) || []) if (each.nodePort) each.nodePort = port;
  }
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shop-code', namespace }, data: code };
  return [
    ...objects.filter(({ kind }) => kind === 'Namespace'),
    configMap,
    ...objects.filter(({ kind }) => kind !== 'Namespace'),
  ];
}

/** Resolves when all of it is ready, or when that takes too long; `note` is told how far it is. */
export async function followShop(instance, note) {
  const until = performance.now() + patienceMs;
  for (;;) {
    const deployments = (await graphql(instance, lookAround)).deployments.nodes;
    const waiting = deployments.filter((each) => !isReady(each));
    note(deployments.map(inWords).join(' · '), [
      ...deployments.flatMap(tree),
      `  The dashboard is there: ${instance.url} (press o)`,
    ]);
    if (waiting.length === 0) return;
    if (performance.now() > until) {
      note(`${waiting.map(inWords).join(' · ')} after ${patienceMs / 1000} s; see: npx portolan -n shop get events`);
      return;
    }
    await sleep(lookMs);
  }
}

function isReady({ spec, status }) {
  return (status?.readyReplicas ?? 0) >= (spec.replicas ?? 1);
}

function inWords({ metadata, spec, status }) {
  return `${metadata.name} ${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`;
}

function tree(deployment) {
  const lines = deployment.pods.map(({ metadata, spec, status }) => {
    const ready = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
    const sign = ready ? colour(32, '●') : colour(33, '○');
    return `    ${sign} ${metadata.name}  ${spec?.nodeName ?? 'no node yet'}  ${ready ? 'Ready' : (status?.phase ?? 'Pending')}`;
  });
  return [`  ${inWords(deployment)}`, ...lines];
}
