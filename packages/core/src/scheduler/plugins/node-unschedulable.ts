// Nodes that are cordoned take pods only that tolerate it, as daemons do.
import { fits, type Plugin } from '../plugin.ts';
import { isTolerated } from '../tolerations.ts';

const reasons = ['node(s) were unschedulable'];
const cordonTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  filter: {
    scope: 'node',
    helpedBy: ['node-added', 'node-taints'],
    prepare: ({ spec }) => {
      if (isTolerated(spec.tolerations ?? [], cordonTaint)) return undefined;
      return ({ facts }) => (facts.isUnschedulable ? reasons : fits);
    },
  },
};
