import { beforeEach, describe, expect, it } from 'vitest';
import { executors, type Graphql, startGraphql } from '../support/graphql.ts';
import { aNode, aPod } from '../support/manifests.ts';

let api: Graphql;

const source = `mutation ($node: String!, $force: Boolean, $selector: String, $grace: Int64, $dryRun: Boolean) {
  drain(node: $node, force: $force, podSelector: $selector, gracePeriodSeconds: $grace, dryRun: $dryRun) {
    outcome revision warnings node { spec { unschedulable } } pods { metadata { name deletionGracePeriodSeconds } }
  }
}`;

const onNode = (name: string, labels: Record<string, string> = {}) =>
  aPod({ metadata: { name, labels }, spec: { nodeName: 'n1' } });
const names = async () => {
  const { pods } = await api.run('{ pods { nodes { metadata { name deletionTimestamp } } } }');
  return pods.nodes.map((pod: { metadata: { name: string; deletionTimestamp: string | null } }) => [
    pod.metadata.name,
    pod.metadata.deletionTimestamp !== null,
  ]);
};

describe.each(executors)('a drain, %s', (executor) => {
  beforeEach(async () => {
    api = await startGraphql({ executor });
    await api.create(aNode(), onNode('a', { tier: 'front' }), onNode('b'), aPod({ metadata: { name: 'elsewhere' } }));
  });

  it('cordons the node and evicts its pods under one revision', async () => {
    const { drain } = await api.run(source, { node: 'n1', force: true, grace: 7 });
    expect(drain).toMatchObject({
      outcome: 'CONFIGURED',
      node: { spec: { unschedulable: true } },
      pods: ['a', 'b'].map((name) => ({ metadata: { name, deletionGracePeriodSeconds: 7 } })),
      warnings: ['deleting Pods that declare no controller: default/a, default/b'],
    });
    const { change } = await api.run('query ($of: String!) { change(revision: $of) { changes { name } } }', {
      of: drain.revision,
    });
    expect(change.changes).toEqual(['n1', 'a', 'b'].map((name) => ({ name })));
    expect(await names()).toEqual([
      ['a', true],
      ['b', true],
      ['elsewhere', false],
    ]);
    expect((await api.run(source, { node: 'n1', force: true })).drain).toMatchObject({ outcome: 'UNCHANGED' });
  });

  it('changes nothing where a pod is in the way, and names it', async () => {
    expect(await api.failure(source, { node: 'n1' })).toMatchObject({
      message: 'cannot delete Pods that declare no controller (use --force to override): default/a, default/b',
      extensions: { code: 'BAD_REQUEST' },
    });
    expect((await api.run('{ node(name: "n1") { spec { unschedulable } } }')).node.spec.unschedulable).toBe(null);
  });

  it('evicts the pods that labels select', async () => {
    const { drain } = await api.run(source, { node: 'n1', force: true, selector: 'tier=front' });
    expect(drain.pods).toMatchObject([{ metadata: { name: 'a' } }]);
  });

  it('tries without doing it', async () => {
    const { drain } = await api.run(source, { node: 'n1', force: true, dryRun: true });
    expect(drain.pods).toHaveLength(2);
    expect((await names()).filter(([, ends]: [string, boolean]) => ends)).toEqual([]);
  });

  it('needs a node', async () => {
    expect(await api.failure(source, { node: 'x' })).toMatchObject({
      message: 'nodes "x" not found',
      extensions: { code: 'NOT_FOUND' },
    });
  });
});
