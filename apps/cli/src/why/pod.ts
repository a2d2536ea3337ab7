// Why a pod is on its node, or on none, and why it runs or does not.
import type { Pod } from '@portolan/client/generated/kubernetes.ts';
import { ageText } from '../age.ts';
import { ask, type Explainer } from './asking.ts';
import type { Finding } from './finding.ts';
import { containerFindings, podVerdict } from './pod-state.ts';
import { type Explanation, schedulingFindings } from './scheduling.ts';

interface Step {
  readonly step: string;
  readonly at: string | null;
  readonly actor: string | null;
  readonly detail: string | null;
}

const schedulingDocument = `query WhyPod($namespace: String!, $name: String!) {
  explainScheduling(namespace: $namespace, name: $name) {
    schedulable message
    nodes { node fits score checks { plugin passed reason } scores { plugin score weight } }
  }
}`;
const timelineDocument = `query PodTimeline($namespace: String!, $name: String!) {
  pod(namespace: $namespace, name: $name) { timeline { step at actor detail } }
}`;

export const explainPod: Explainer<Pod> = async (pod, asking) => {
  const { nowMs } = asking;
  const { name, namespace = '' } = pod.metadata;
  const hasEnded = ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '') || pod.metadata.deletionTimestamp;
  const [told, steps] = await Promise.all([
    hasEnded ? undefined : ask<{ explainScheduling: Explanation }>(asking, schedulingDocument, { namespace, name }),
    ask<{ pod: { timeline: readonly Step[] | null } }>(asking, timelineDocument, { namespace, name }),
  ]);
  const scheduling = told?.explainScheduling;
  const timeline = steps?.pod.timeline ?? [];
  const node = pod.spec?.nodeName;
  return {
    verdict: podVerdict(pod, nowMs),
    findings: [
      ...containerFindings(pod, nowMs),
      ...originFindings(timeline, nowMs),
      ...placementFindings(timeline, nowMs),
      ...(scheduling ? schedulingFindings(scheduling, node) : []),
    ],
    facts: { ...(scheduling && { scheduling }), timeline },
  };
};

/** Who asked for the pod. */
function originFindings(timeline: readonly Step[], nowMs: number): Finding[] {
  const submitted = timeline.find(({ step }) => step === 'SUBMITTED');
  if (!submitted?.actor) return [];
  const { actor, at, detail } = submitted;
  return [{ text: `${actor} asked for it${detail ? ` (${detail})` : ''}${agoText(at, nowMs)}` }];
}

/** What the scheduler said when it placed the pod. */
function placementFindings(timeline: readonly Step[], nowMs: number): Finding[] {
  const [filtered, scored, bound] = ['FILTERED', 'SCORED', 'BOUND'].map((step) =>
    timeline.find((each) => each.step === step),
  );
  if (!bound?.detail) return [];
  const reasons = [...new Set([filtered?.detail, scored?.detail])].filter((detail) => detail);
  const why = reasons.length > 0 ? `: ${reasons.join(', ')}` : '';
  return [{ text: `${bound.actor ?? 'somebody'} placed it on ${bound.detail}${agoText(bound.at, nowMs)}${why}` }];
}

function agoText(at: string | null, nowMs: number): string {
  return at === null ? '' : ` ${ageText(at, nowMs)} ago`;
}
