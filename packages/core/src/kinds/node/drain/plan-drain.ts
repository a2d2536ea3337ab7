// Which pods of a node a drain ends, which it leaves, and which keep it from being drained: kubectl's rules and texts.
import type { Pod } from '../../../resource/generated/kubernetes.ts';
import { controllerOf } from '../../../resource/object.ts';
import { isMirrorPod } from '../../pod/mirror-pod.ts';

export interface DrainOptions {
  /** Leave pods of DaemonSets, which tolerate the node as it is and would be made anew. */
  readonly ignoreDaemonSets: boolean;
  /** End pods although what they wrote to emptyDir volumes is lost. */
  readonly deleteEmptyDirData: boolean;
  /** End pods that nobody makes anew. */
  readonly force: boolean;
  hasDaemonSet(namespace: string, name: string): boolean;
}

export interface DrainPlan {
  readonly evicted: readonly Pod[];
  /** What is lost or left, with the pods; empty when there is nothing to say. */
  readonly warnings: readonly string[];
  /** Why nothing may be done, with the pods; empty when the drain may go on. */
  readonly obstacles: readonly string[];
}

interface Verdict {
  readonly evicted: boolean;
  readonly warning?: string;
  readonly obstacle?: string;
}

type Rule = (pod: Pod, options: DrainOptions) => Verdict;

const accepted: Verdict = { evicted: true };

export function planDrain(pods: readonly Pod[], options: DrainOptions): DrainPlan {
  const evicted: Pod[] = [];
  const warnings = new PodsByText();
  const obstacles = new PodsByText();
  for (const pod of pods) {
    const verdicts = judge(pod, options);
    if (verdicts.every((verdict) => verdict.evicted)) evicted.push(pod);
    for (const { warning, obstacle } of verdicts) {
      if (warning !== undefined) warnings.add(warning, pod);
      if (obstacle !== undefined) obstacles.add(`cannot delete ${obstacle}`, pod);
    }
  }
  return { evicted, warnings: warnings.lines(), obstacles: obstacles.lines() };
}

/** Of each rule up to the one that leaves the pod where it is. */
function judge(pod: Pod, options: DrainOptions): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const rule of rules) {
    const verdict = rule(pod, options);
    verdicts.push(verdict);
    if (!verdict.evicted) break;
  }
  return verdicts;
}

const daemonSetPod: Rule = (pod, { ignoreDaemonSets, force, hasDaemonSet }) => {
  const owner = controllerOf(pod);
  if (owner?.kind !== 'DaemonSet' || hasEnded(pod)) return accepted;
  if (!hasDaemonSet(pod.metadata.namespace ?? '', owner.name)) {
    const text = `daemonsets.apps "${owner.name}" not found`;
    return force ? { evicted: true, warning: text } : { evicted: false, obstacle: text };
  }
  if (ignoreDaemonSets) return { evicted: false, warning: 'ignoring DaemonSet-managed Pods' };
  return { evicted: false, obstacle: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
};

const mirrorPod: Rule = ({ metadata }) => (isMirrorPod(metadata) ? { evicted: false } : accepted);

const localStorage: Rule = (pod, { deleteEmptyDirData }) => {
  const hasLocalStorage = pod.spec?.volumes?.some(({ emptyDir }) => emptyDir !== undefined) ?? false;
  if (!hasLocalStorage || hasEnded(pod)) return accepted;
  if (deleteEmptyDirData) return { evicted: true, warning: 'deleting Pods with local storage' };
  return { evicted: false, obstacle: 'Pods with local storage (use --delete-emptydir-data to override)' };
};

const unmanaged: Rule = (pod, { force }) => {
  if (hasEnded(pod) || controllerOf(pod)) return accepted;
  if (force) return { evicted: true, warning: 'deleting Pods that declare no controller' };
  return { evicted: false, obstacle: 'Pods that declare no controller (use --force to override)' };
};

const rules: readonly Rule[] = [daemonSetPod, mirrorPod, localStorage, unmanaged];

function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

class PodsByText {
  private readonly names = new Map<string, string[]>();

  add(text: string, { metadata: { namespace, name } }: Pod): void {
    this.names.set(text, [...(this.names.get(text) ?? []), `${namespace}/${name}`]);
  }

  /** `text: default/a, default/b`, one for each text. */
  lines(): string[] {
    return [...this.names].map(([text, pods]) => `${text}: ${pods.join(', ')}`);
  }
}
