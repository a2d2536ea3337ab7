import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arbitraryChange,
  arbitraryNode,
  arbitraryPod,
  type ClusterChange,
} from '../../../../test/support/arbitrary-cluster.ts';
import { type Candidates, ClassView, pickBest } from './class-view.ts';
import { Cluster } from './cluster.ts';
import { evaluate } from './evaluate.ts';
import { nodeFacts } from './node-state.ts';
import { type PodClass, podClassOf } from './pod-class.ts';
import { defaultProfile } from './profile.ts';

function carryOut(cluster: Cluster, classes: readonly PodClass[], change: ClusterChange): void {
  switch (change.change) {
    case 'set node':
      cluster.setNode(nodeFacts(change.node));
      return;
    case 'remove node':
      cluster.removeNode(change.name);
      return;
    case 'place': {
      const pod = classes[change.pod];
      const { name: nodeName, isTerminating } = change;
      if (pod) cluster.place({ uid: `p${change.uid}`, pod, nodeName, isTerminating });
      return;
    }
    case 'take off':
      cluster.unplace(`p${change.uid}`);
      return;
    case 'selectors':
      cluster.selectorsChanged();
  }
}

function fastScores(view: ClassView, cluster: Cluster): Record<string, number> {
  const { count, slots, totals } = view.candidates();
  const pairs = Array.from({ length: count }, (_, at): [string, number] => {
    return [cluster.slots[slots[at] ?? -1]?.facts.name ?? '?', totals[at] ?? Number.NaN];
  });
  return Object.fromEntries(pairs);
}

function plainScores(cluster: Cluster, pod: PodClass): Record<string, number> {
  const verdicts = evaluate(defaultProfile, cluster, pod).filter(({ fits }) => fits);
  return Object.fromEntries(verdicts.map(({ node, score }) => [node, score]));
}

/** Siblings by the label `app`, for every second version of the selectors; none for the others. */
function clusterWithSelectors(): Cluster {
  const cluster: Cluster = new Cluster((pod) =>
    cluster.selectorsVersion % 2 === 0 ? ({ app }) => app === pod.labels.app : undefined,
  );
  return cluster;
}

describe('the fast form of scheduling', () => {
  it('finds the nodes and scores that the plug-ins as they are defined find, whatever changes', () => {
    const pods = fc.array(arbitraryPod, { minLength: 4, maxLength: 4 });
    const changes = fc.array(arbitraryChange(4), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(fc.array(arbitraryNode, { maxLength: 6 }), pods, changes, (nodes, manifests, steps) => {
        const classes = manifests.map((pod) => podClassOf(pod));
        const cluster = clusterWithSelectors();
        for (const node of nodes) cluster.setNode(nodeFacts(node));
        const views = classes.map((pod) => new ClassView(defaultProfile, cluster, pod));
        for (const [at, step] of steps.entries()) {
          carryOut(cluster, classes, step);
          // Some views are looked at after every change, some after a few.
          for (const [position, view] of views.entries()) {
            if (at % (position + 1) !== 0) continue;
            expect(fastScores(view, cluster)).toEqual(plainScores(cluster, view.pod));
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('forgets nothing when a node takes the place of another', () => {
    const cluster = new Cluster();
    const facts = (name: string, cpu: string) =>
      nodeFacts({ apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { allocatable: { cpu, pods: '9' } } });
    const pod = podClassOf({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'main', resources: { requests: { cpu: '1' } } }], nodeSelector: { disk: 'ssd' } },
    });
    cluster.setNode({ ...facts('old', '2'), labels: { disk: 'ssd' } });
    const view = new ClassView(defaultProfile, cluster, pod);
    expect(view.candidates().count).toBe(1);
    cluster.removeNode('old');
    cluster.setNode(facts('new', '2'));
    expect(view.candidates().count).toBe(0);
  });
});

describe('pickBest', () => {
  const candidates = (...totals: number[]): Candidates => ({
    count: totals.length,
    slots: Int32Array.from(totals, (_, at) => at),
    totals: Float64Array.from(totals),
  });

  it('picks the only best', () => expect(pickBest(candidates(3, 9, 5), Math.random)).toBe(1));
  it('picks nothing where nothing fits', () => expect(pickBest(candidates(), Math.random)).toBeUndefined());
  it('picks each of several best as often as the others', () => {
    const picks = [0, 0.3, 0.34, 0.66, 0.67, 0.99].map((random) => pickBest(candidates(7, 1, 7, 7), () => random));
    expect(picks).toEqual([0, 0, 2, 2, 3, 3]);
  });
});
