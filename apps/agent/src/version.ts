// What this program is.
import manifest from '../package.json' with { type: 'json' };

/** As Kubernetes writes the versions of its own: the release whose behaviour is kept, and ours. */
export const kubeletVersion = `v1.36.3+portolan.${manifest.version}`;
