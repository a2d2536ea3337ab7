// What the agent writes: its own view of a pod, with what others wrote into the status left as it is.
import type { Pod, PodCondition, PodStatus } from '@portolan/client';
import { timeText } from '../clock.ts';
import { isTerminalPhase } from '../pod-spec.ts';
import { ownedConditions } from './pod-conditions.ts';

const transitionMessage = 'the phase of a pod that has ended does not change';

/** `stored`: the pod as the API has it. The result equals its status when there is nothing to write. */
export function mergeStatus(stored: Pod, own: PodStatus, nowMs: number): PodStatus {
  const before = stored.status ?? {};
  const foreign = (before.conditions ?? []).filter(({ type }) => !ownedConditions.has(type));
  const conditions = (own.conditions ?? []).map((each) => {
    const known = before.conditions?.find(({ type }) => type === each.type);
    return settled(each, known, stored.metadata.generation, nowMs);
  });
  const { phase } = before;
  const stays = isTerminalPhase(phase) && own.phase !== phase;
  return {
    ...(before.qosClass !== undefined && { qosClass: before.qosClass }),
    ...(before.nominatedNodeName !== undefined && { nominatedNodeName: before.nominatedNodeName }),
    ...(before.resourceClaimStatuses && { resourceClaimStatuses: before.resourceClaimStatuses }),
    ...(before.resize !== undefined && { resize: before.resize }),
    ...own,
    ...(stays && phase !== undefined && { phase }),
    ...(stays && before.reason !== undefined && { reason: before.reason }),
    ...(stays && { message: before.message ?? transitionMessage }),
    conditions: [...conditions, ...foreign],
  };
}

function settled(
  condition: PodCondition,
  before: PodCondition | undefined,
  generation: number | undefined,
  nowMs: number,
): PodCondition {
  const isSame = before?.status === condition.status;
  return {
    ...condition,
    lastTransitionTime: (isSame ? before.lastTransitionTime : undefined) ?? timeText(nowMs),
    ...(generation !== undefined && { observedGeneration: generation }),
  };
}

/** Whether two statuses say the same, whatever the order of their fields; an absent field equals an empty one. */
export function isSameStatus(a: unknown, b: unknown): boolean {
  // Mostly they are the same to the letter.
  return JSON.stringify(a) === JSON.stringify(b) || canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each === '' ? undefined : each;
    const entries = Object.entries(each).filter(([, inner]) => inner !== null && !isEmpty(inner));
    return Object.fromEntries(entries.sort(([x], [y]) => (x < y ? -1 : 1)));
  });
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
