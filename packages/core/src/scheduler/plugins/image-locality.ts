// Nodes that hold the pod's images already start it sooner: the larger the images, the better. An image that few nodes hold
// counts for less, so that the first node to have it does not draw every pod.
import type { Cluster } from '../cluster.ts';
import { normalizedImageName } from '../image-name.ts';
import { maxNodeScore, type Plugin } from '../plugin.ts';

const mebibyte = 1024 * 1024;
const minBytes = 23 * mebibyte;
const maxBytesPerContainer = 1000 * mebibyte;

export const imageLocality: Plugin = {
  name: 'ImageLocality',
  score: {
    scope: 'all-nodes',
    prepare: ({ spec }, cluster) => {
      const images = [...(spec.initContainers ?? []), ...spec.containers].map(({ image = '' }) =>
        normalizedImageName(image),
      );
      const shares = new Map([...new Set(images)].map((image) => [image, shareOfNodes(cluster, image)]));
      if ([...shares.values()].every((share) => share === 0)) return undefined;
      const maxBytes = maxBytesPerContainer * images.length;
      return ({ facts }) => {
        let sum = 0;
        for (const image of images) sum += Math.trunc((facts.images.get(image) ?? 0) * (shares.get(image) ?? 0));
        const counted = Math.min(Math.max(sum, minBytes), maxBytes);
        return Math.trunc((maxNodeScore * (counted - minBytes)) / (maxBytes - minBytes));
      };
    },
  },
};

function shareOfNodes(cluster: Cluster, image: string): number {
  let holders = 0;
  for (const { facts } of cluster.nodes()) if (facts.images.has(image)) holders += 1;
  return holders === 0 ? 0 : holders / cluster.nodeCount;
}
