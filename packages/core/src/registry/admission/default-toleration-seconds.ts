// Pods stay five minutes on a node that is not ready or cannot be reached, unless they say otherwise.
import type { Pod, Toleration } from '../../resource/generated/kubernetes.ts';
import type { AdmissionPlugin } from './plugin.ts';

const taints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const effect = 'NoExecute';
/** `--default-not-ready-toleration-seconds`, `--default-unreachable-toleration-seconds` */
const tolerationSeconds = 300;

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  admit({ verb, key, subresource, object }) {
    if (verb === 'delete' || key.kind !== 'Pod' || subresource !== undefined) return;
    const { spec } = object as Pod;
    if (!spec) return;
    const present = spec.tolerations ?? [];
    const missing = taints.filter((taint) => !present.some((toleration) => speaksOf(toleration, taint)));
    if (missing.length === 0) return;
    const added = missing.map((taint) => ({ key: taint, operator: 'Exists', effect, tolerationSeconds }));
    spec.tolerations = [...present, ...added];
  },
};

function speaksOf(toleration: Toleration, taint: string): boolean {
  return (!toleration.key || toleration.key === taint) && (!toleration.effect || toleration.effect === effect);
}
