// The flags of `logs`, checked: kubectl's rules and texts.
import type { LogOptions } from '@portolan/client';
import { parseDurationMs } from './duration.ts';
import { UsageError } from './failures.ts';

export interface LogFlags {
  readonly container?: string;
  readonly allContainers?: boolean;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly timestamps?: boolean;
  readonly prefix?: boolean;
  readonly selector?: string;
  readonly since?: string;
  readonly sinceTime?: string;
  readonly tail?: string;
  readonly limitBytes?: string;
  readonly maxLogRequests: string;
}

/** Of pods that a selector finds, where there may be many. */
const tailOfSelected = 10;

/** What the API is asked for, for each container. Throws UsageError. */
export function logOptionsOf(flags: LogFlags): Omit<LogOptions, 'container' | 'signal'> {
  const { follow, previous, timestamps, since, sinceTime, selector } = flags;
  if (since !== undefined && sinceTime !== undefined) {
    throw new UsageError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  }
  const tailLines = numberOf(flags.tail, '--tail') ?? (selector === undefined ? -1 : tailOfSelected);
  if (tailLines < -1) throw new UsageError('--tail must be greater than or equal to -1');
  const limitBytes = numberOf(flags.limitBytes, '--limit-bytes');
  if (limitBytes !== undefined && limitBytes < 0) throw new UsageError('--limit-bytes must be greater than 0');
  return {
    ...(follow && { follow }),
    ...(previous && { previous }),
    ...(timestamps && { timestamps }),
    ...(since !== undefined && { sinceSeconds: sinceSecondsOf(since) }),
    ...(sinceTime !== undefined && { sinceTime: checkedTime(sinceTime) }),
    ...(tailLines >= 0 && { tailLines }),
    ...(limitBytes !== undefined && limitBytes > 0 && { limitBytes }),
  };
}

export function maxLogRequestsOf({ maxLogRequests }: LogFlags): number {
  const count = numberOf(maxLogRequests, '--max-log-requests') ?? 0;
  if (count < 1) throw new UsageError('--max-log-requests must be greater than 0');
  return count;
}

function sinceSecondsOf(since: string): number {
  const ms = parseDurationMs(since, '--since');
  if (ms < 0) throw new UsageError('--since must be greater than 0');
  return Math.max(1, Math.round(ms / 1000));
}

function checkedTime(text: string): string {
  const isTime = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[-+]\d\d:\d\d)$/.test(text);
  if (isTime && !Number.isNaN(Date.parse(text))) return text;
  throw new UsageError(`invalid argument "${text}" for "--since-time" flag: must be a time in RFC 3339`);
}

function numberOf(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`invalid argument "${text}" for "${flag}" flag: must be a whole number`);
}
