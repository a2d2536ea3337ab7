// What the scheduler saw and weighed when it chose a node. It travels with the event that tells of the choice, so that
// whoever asks later, of whichever process, can be told how a pod came to its node and how long that took.
import { microTimeText } from '../resource/clock.ts';
import type { Event } from '../resource/generated/kubernetes.ts';

export interface Decision {
  /** When the scheduler saw that the pod waits. */
  readonly observedAtMs: number;
  /** When it had chosen. */
  readonly decidedAtMs: number;
  /** How often it looked for a node, this time included. */
  readonly attempts: number;
  readonly nodes: number;
  /** How many of them passed every filter. */
  readonly fitting: number;
  /** Σ weight × score of the chosen one. */
  readonly score: number;
}

const annotation = 'scheduling.portolan.dev/decision';

export function decisionAnnotation({ observedAtMs, decidedAtMs, ...counts }: Decision): Record<string, string> {
  const times = { observedAt: microTimeText(observedAtMs), decidedAt: microTimeText(decidedAtMs) };
  return { [annotation]: JSON.stringify({ ...times, ...counts }) };
}

/** Anybody may have written the event: `undefined` for what is no decision. */
export function decisionOf({ metadata }: Event): Decision | undefined {
  const text = metadata.annotations?.[annotation];
  const said = text === undefined ? undefined : parsed(text);
  if (typeof said !== 'object' || said === null) return undefined;
  const { observedAt, decidedAt, ...counts } = said as Record<string, unknown>;
  const numbers = {
    observedAtMs: Date.parse(String(observedAt)),
    decidedAtMs: Date.parse(String(decidedAt)),
    attempts: Number(counts.attempts),
    nodes: Number(counts.nodes),
    fitting: Number(counts.fitting),
    score: Number(counts.score),
  };
  return Object.values(numbers).every(Number.isFinite) ? numbers : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
