// A port of the node can be given to one pod.
import { fits, type Plugin } from '../plugin.ts';

const reasons = ["node(s) didn't have free ports for the requested pod ports"];

export const nodePorts: Plugin = {
  name: 'NodePorts',
  filter: {
    scope: 'node-and-its-pods',
    helpedBy: ['node-added', 'pod-removed'],
    prepare: ({ hostPorts }) => {
      if (hostPorts.length === 0) return undefined;
      return (node) => (node.hasPortClash(hostPorts) ? reasons : fits);
    },
  },
};
