import { describe, expect, it } from 'vitest';
import { type NodeVerdict, schedulingFindings } from './scheduling.ts';

const fits = (node: string, score: number): NodeVerdict => ({
  node,
  fits: true,
  score,
  checks: [],
  scores: [
    { plugin: 'NodeResourcesFit', score: score - 300, weight: 1 },
    { plugin: 'TaintToleration', score: 100, weight: 3 },
    { plugin: 'ImageLocality', score: 0, weight: 1 },
  ],
});
const fails = (node: string, ...reasons: string[]): NodeVerdict => ({
  node,
  fits: false,
  score: null,
  checks: [
    { plugin: 'NodeName', passed: true, reason: null },
    ...reasons.map((reason) => ({ plugin: 'NodeResourcesFit', passed: false, reason })),
  ],
  scores: [],
});
const explain = (nodes: readonly NodeVerdict[], node?: string) =>
  schedulingFindings({ schedulable: nodes.some((each) => each.fits), message: null, nodes }, node);

describe('what is said of nodes', () => {
  it('groups those that cannot take the pod by their reasons, the most frequent first', () => {
    const nodes = [fails('n1', 'Too many pods'), ...['n2', 'n3'].map((name) => fails(name, 'Insufficient cpu'))];
    expect(explain(nodes)).toEqual([
      { text: '0 of 3 nodes could take it' },
      {
        text: '3 nodes cannot, for these reasons:',
        details: [
          '2 nodes: Insufficient cpu (NodeResourcesFit): n2, n3',
          '1 node: Too many pods (NodeResourcesFit): n1',
        ],
      },
    ]);
  });

  it('shows the best with what their scores are made of, and the one where the pod is', () => {
    const nodes = ['n1', 'n2', 'n3', 'n4'].map((name, index) => fits(name, 350 - index));
    expect(explain(nodes, 'n4')).toEqual([
      {
        text: '4 of 4 nodes could take it, if it were new, the best first:',
        details: [
          'n1: score 350 = NodeResourcesFit 50 + TaintToleration 3 × 100',
          'n2: score 349 = NodeResourcesFit 49 + TaintToleration 3 × 100',
          'n3: score 348 = NodeResourcesFit 48 + TaintToleration 3 × 100',
          'n4: score 347 = NodeResourcesFit 47 + TaintToleration 3 × 100, where it is',
        ],
      },
    ]);
  });

  it('does not list a thousand names', () => {
    const nodes = Array.from({ length: 1000 }, (_, index) => fails(`n${index}`, 'Insufficient cpu'));
    expect(explain(nodes)[1]?.details).toEqual([
      '1000 nodes: Insufficient cpu (NodeResourcesFit): n0, n1, n2, n3, n4 and 995 more',
    ]);
  });
});
