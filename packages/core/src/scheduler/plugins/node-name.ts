// A pod may name its node: a hypothetical one that is asked about.
import { fits, type Plugin } from '../plugin.ts';

const reasons = ["node(s) didn't match the requested node name"];

export const nodeName: Plugin = {
  name: 'NodeName',
  filter: {
    scope: 'node',
    helpedBy: ['node-added'],
    prepare: ({ spec }) => {
      const wanted = spec.nodeName;
      return wanted ? ({ facts }) => (facts.name === wanted ? fits : reasons) : undefined;
    },
  },
};
