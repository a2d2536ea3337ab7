// The tables of `top`: kubectl's columns, units and order.
import type { Node } from '@portolan/client';
import { quantityNumber } from '@portolan/client/quantity.ts';

export interface Usage {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

export interface PodUsage extends Usage {
  readonly pod: { readonly metadata: { readonly namespace: string; readonly name: string } };
  readonly containers: ReadonlyArray<Usage & { readonly name: string }>;
}

export type SortBy = 'cpu' | 'memory' | undefined;

/** Nodes that do not tell come last. */
export function nodeRows(nodes: readonly Node[], usages: ReadonlyMap<string, Usage>, sortBy: SortBy): string[][] {
  const known = nodes.flatMap((node) => {
    const usage = usages.get(node.metadata.name);
    return usage ? [{ node, name: node.metadata.name, ...usage }] : [];
  });
  const unknown = nodes.map(({ metadata }) => metadata.name).filter((name) => !usages.has(name));
  return [
    ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'],
    ...sorted(known, sortBy).map(({ node, name, cpuMillis, memoryBytes }) => {
      const { cpu, memory } = node.status?.allocatable ?? {};
      return [
        name,
        cpuText(cpuMillis),
        percent(cpuMillis, cpu === undefined ? undefined : quantityNumber(cpu) * 1000),
        memoryText(memoryBytes),
        percent(memoryBytes, memory === undefined ? undefined : quantityNumber(memory)),
      ];
    }),
    ...unknown.sort().map((name) => [name, ...Array.from({ length: 4 }, () => '<unknown>')]),
  ];
}

export interface PodTableOptions {
  readonly withNamespace: boolean;
  readonly byContainer: boolean;
  readonly withSum: boolean;
  readonly sortBy: SortBy;
}

export function podRows(usages: readonly PodUsage[], options: PodTableOptions): string[][] {
  const { withNamespace, byContainer, withSum, sortBy } = options;
  const lines = usages.flatMap(({ pod, containers, cpuMillis, memoryBytes }) => {
    const { namespace, name } = pod.metadata;
    if (!byContainer) return [{ namespace, name, names: [name], cpuMillis, memoryBytes }];
    return sorted(containers, sortBy).map((each) => ({ ...each, namespace, name, names: [name, each.name] }));
  });
  // Containers stay with their pod.
  const ordered = byContainer && sortBy === undefined ? lines : sorted(lines, sortBy);
  const headings = [...(withNamespace ? ['NAMESPACE'] : []), ...(byContainer ? ['POD', 'NAME'] : ['NAME'])];
  return [
    [...headings, 'CPU(cores)', 'MEMORY(bytes)'],
    ...ordered.map(({ namespace, names, ...usage }) => [
      ...(withNamespace ? [namespace] : []),
      ...names,
      cpuText(usage.cpuMillis),
      memoryText(usage.memoryBytes),
    ]),
    ...(withSum ? sumRows(lines, headings.length) : []),
  ];
}

function sumRows(lines: readonly Usage[], columns: number): string[][] {
  const cpu = lines.reduce((sum, { cpuMillis }) => sum + Math.ceil(cpuMillis), 0);
  const memory = lines.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  const empty = Array.from({ length: columns }, () => '');
  return [
    [...empty, '________', '________'],
    [...empty, cpuText(cpu), memoryText(memory)],
  ];
}

/** The greatest first where it is sorted by use; by name otherwise. */
function sorted<T extends Usage & { readonly name: string; readonly namespace?: string }>(
  all: readonly T[],
  by: SortBy,
): T[] {
  const byName = (a: T, b: T) => (`${a.namespace ?? ''}/${a.name}` < `${b.namespace ?? ''}/${b.name}` ? -1 : 1);
  if (by === undefined) return [...all].sort(byName);
  const key = by === 'cpu' ? 'cpuMillis' : 'memoryBytes';
  return [...all].sort((a, b) => b[key] - a[key] || byName(a, b));
}

/** Rounded up, as Kubernetes' quantities are. */
function cpuText(millis: number): string {
  return `${Math.ceil(millis)}m`;
}

function memoryText(bytes: number): string {
  return `${Math.floor(bytes / (1 << 20))}Mi`;
}

function percent(used: number, of: number | undefined): string {
  return of === undefined || of === 0 ? '<unknown>' : `${Math.floor((used * 100) / of)}%`;
}
