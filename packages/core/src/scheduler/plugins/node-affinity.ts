// What a pod asks of its node's labels and name: required (`nodeSelector` too) or preferred with weights.
import { termTest } from '../node-selector.ts';
import { fits, type Plugin } from '../plugin.ts';
import { normalizeByHighest } from './normalize.ts';

const reasons = ["node(s) didn't match Pod's node affinity/selector"];
/** Kubernetes does not even look at nodes other than those whose names are pinned, and says so. */
const notPinned = ["node(s) didn't satisfy plugin(s) [NodeAffinity]"];

export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  filter: {
    scope: 'node',
    helpedBy: ['node-added', 'node-labels'],
    prepare: ({ requiredNode, pinnedNodes }) => {
      if (!requiredNode) return undefined;
      return ({ facts }) => {
        if (pinnedNodes && !pinnedNodes.has(facts.name)) return notPinned;
        return requiredNode(facts) ? fits : reasons;
      };
    },
  },
  score: {
    scope: 'node',
    prepare: ({ spec }) => {
      const terms = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
      const tests = terms.map(({ weight, preference }) => ({ weight, test: termTest(preference) }));
      if (tests.length === 0) return undefined;
      return ({ facts }) => tests.reduce((sum, { weight, test }) => sum + (test(facts) ? weight : 0), 0);
    },
    normalize: normalizeByHighest,
  },
};
