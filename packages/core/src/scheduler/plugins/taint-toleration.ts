// Taints keep pods away that do not tolerate them: strictly, or where there is a choice (PreferNoSchedule).
import { fits, type Plugin } from '../plugin.ts';
import { hasUntoleratedTaint, isTolerated } from '../tolerations.ts';
import { normalizeByHighest } from './normalize.ts';

const reasons = ['node(s) had untolerated taint(s)'];

export const taintToleration: Plugin = {
  name: 'TaintToleration',
  filter: {
    scope: 'node',
    helpedBy: ['node-added', 'node-taints'],
    prepare: ({ spec }) => {
      const { tolerations = [] } = spec;
      return ({ facts }) => (hasUntoleratedTaint(tolerations, facts.taints) ? reasons : fits);
    },
  },
  score: {
    scope: 'node',
    prepare: ({ spec }) => {
      const soft = (spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
      return ({ facts }) =>
        facts.taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !isTolerated(soft, taint)).length;
    },
    normalize: (scores, count) => normalizeByHighest(scores, count, { isReversed: true }),
  },
};
