'use client';
// What pods and nodes use, for whoever shows it.
import type { Client } from '@portolan/client/client.ts';
import { useCallback, useSyncExternalStore } from 'react';
import { useUrlState } from '../url-state.ts';
import { useApi } from './api.tsx';
import { type AskUsage, UsageMonitor, type UsageSample } from './usage-monitor.ts';

export interface Usage {
  readonly pods: UsageMonitor;
  readonly nodes: UsageMonitor;
}

interface Measured {
  readonly cpuMillis: number;
  /** As text: it may be more than a number holds exactly. */
  readonly memoryBytes: string | number;
  readonly time: string;
}

const podsText = `query TopPods($names: String!) {
  topPods(fieldSelector: $names) { cpuMillis memoryBytes time pod { metadata { namespace name } } }
}`;
const nodesText = `query TopNodes($names: String!) {
  topNodes(fieldSelector: $names) { cpuMillis memoryBytes time node { metadata { name } } }
}`;
const timers = {
  every(ms: number, run: () => void) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  isHidden: () => document.visibilityState === 'hidden',
};
const none: readonly UsageSample[] = [];

export function openUsage(client: Client): Usage {
  return { pods: new UsageMonitor(askPods(client), timers), nodes: new UsageMonitor(askNodes(client), timers) };
}

/** Empty for the past, which nobody measured. */
export function useUsage(kind: keyof Usage, key: string): readonly UsageSample[] {
  const monitor = useApi().usage[kind];
  const [{ at }] = useUrlState();
  const subscribe = useCallback(
    (listener: () => void) => (at ? () => undefined : monitor.listen(key, listener)),
    [monitor, key, at],
  );
  const read = () => (at ? none : monitor.read(key));
  return useSyncExternalStore(subscribe, read, read);
}

function askPods(client: Client): AskUsage {
  return async (keys) => {
    const names = keys.map((key) => key.slice(key.indexOf('/') + 1));
    type Answer = { topPods: ReadonlyArray<Measured & { pod: { metadata: { namespace: string; name: string } } }> };
    const { topPods } = await client.request<Answer>(podsText, { names: amongNames(names) });
    return new Map(topPods.map((one) => [`${one.pod.metadata.namespace}/${one.pod.metadata.name}`, sampleOf(one)]));
  };
}

function askNodes(client: Client): AskUsage {
  return async (keys) => {
    type Answer = { topNodes: ReadonlyArray<Measured & { node: { metadata: { name: string } } }> };
    const { topNodes } = await client.request<Answer>(nodesText, { names: amongNames(keys) });
    return new Map(topNodes.map((one) => [one.node.metadata.name, sampleOf(one)]));
  };
}

function amongNames(names: readonly string[]): string {
  return `metadata.name in (${[...new Set(names)].join(',')})`;
}

function sampleOf({ time, cpuMillis, memoryBytes }: Measured): UsageSample {
  return { time: Date.parse(time), cores: cpuMillis / 1000, bytes: Number(memoryBytes) };
}
