import type { Node } from '@portolan/core/resource/generated/kubernetes.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { executors, type Graphql, startGraphql } from '../support/graphql.ts';
import { aNode, aPod } from '../support/manifests.ts';

let api: Graphql;

const query = `query ($namespace: String, $name: String, $manifest: JSON) {
  explainScheduling(namespace: $namespace, name: $name, manifest: $manifest) {
    schedulable message
    nodes { node fits score checks { plugin passed reason } scores { plugin weight score } }
  }
}`;

interface Verdict {
  readonly node: string;
  readonly fits: boolean;
  readonly score: number | null;
  readonly checks: readonly { readonly plugin: string; readonly passed: boolean; readonly reason: string | null }[];
  readonly scores: readonly { readonly plugin: string; readonly weight: number; readonly score: number }[];
}

async function explain(variables: Record<string, unknown>) {
  const { explainScheduling } = await api.run(query, variables);
  return explainScheduling as { schedulable: boolean; message: string | null; nodes: readonly Verdict[] };
}

/** New nodes are taken for not ready. */
async function addNodes(...nodes: Node[]): Promise<void> {
  await api.create(...nodes);
  for (const { metadata } of nodes) {
    const source = `mutation ($name: String!, $patch: JSON!) { patchNode(name: $name, patch: $patch, type: MERGE) { outcome } }`;
    await api.run(source, { name: metadata.name, patch: { spec: { taints: null } } });
  }
}

const asking = (cpu: string) =>
  aPod({ spec: { containers: [{ name: 'main', image: 'web', resources: { requests: { cpu, memory: '2Gi' } } }] } });

describe.each(executors)('explainScheduling, %s', (executor) => {
  beforeEach(async () => {
    api = await startGraphql({ executor });
  });

  it('shows what every plug-in says of every node, and scores that add up', async () => {
    const full = aNode({ metadata: { name: 'n2' }, status: { capacity: { cpu: '500m', memory: '1Gi', pods: '9' } } });
    await addNodes(aNode(), full);
    const { schedulable, message, nodes } = await explain({ manifest: asking('1') });
    expect([schedulable, message]).toEqual([true, null]);
    const [first, second] = nodes;
    expect([first?.node, first?.fits, second?.node, second?.fits, second?.score]).toEqual([
      ...['n1', true],
      ...['n2', false, null],
    ]);
    expect(second?.checks.filter(({ passed }) => !passed)).toEqual([
      { plugin: 'NodeResourcesFit', passed: false, reason: 'Insufficient cpu, Insufficient memory' },
    ]);
    expect(first?.scores).toEqual([
      { plugin: 'TaintToleration', weight: 3, score: 100 },
      { plugin: 'NodeResourcesFit', weight: 1, score: 75 },
      { plugin: 'NodeResourcesBalancedAllocation', weight: 1, score: 100 },
    ]);
    expect(first?.score).toBe(first?.scores.reduce((sum, { weight, score }) => sum + weight * score, 0));
  });

  it('says why a pod that exists fits nowhere, and that its gates hold it back', async () => {
    await addNodes(aNode());
    await api.create(asking('8'), aPod({ metadata: { name: 'gated' }, spec: { schedulingGates: [{ name: 'a/b' }] } }));
    expect(await explain({ name: 'web' })).toMatchObject({
      schedulable: false,
      message: '0/1 nodes are available: 1 Insufficient cpu.',
    });
    expect(await explain({ name: 'gated' })).toMatchObject({
      schedulable: false,
      message: 'Scheduling is blocked due to non-empty scheduling gates',
      nodes: [{ fits: true }],
    });
  });

  it('asks about a bound pod as if its resources were free, and writes nothing', async () => {
    await addNodes(aNode());
    await api.create(asking('4'));
    await api.run('mutation { bindPod(namespace: "default", name: "web", node: "n1") { outcome } }');
    const { revision } = await api.run('{ revision }');
    expect((await explain({ name: 'web' })).schedulable).toBe(true);
    expect((await explain({ manifest: asking('4') })).message).toBe('0/1 nodes are available: 1 Insufficient cpu.');
    expect((await api.run('{ revision }')).revision).toBe(revision);
  });

  it('takes either a name or a pod', async () => {
    expect((await api.failure(query, {})).message).toContain('either the name of a pod or a manifest');
    expect(await api.failure(query, { name: 'missing' })).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    expect(await api.failure(query, { manifest: { ...aNode() } })).toMatchObject({
      extensions: { code: 'BAD_REQUEST' },
    });
    expect(await api.failure(query, { manifest: aPod({ spec: { containers: [] } }) })).toMatchObject({
      extensions: { code: 'INVALID' },
    });
  });
});
