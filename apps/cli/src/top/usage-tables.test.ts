import { describe, expect, it } from 'vitest';
import { nodeRows, type PodUsage, podRows } from './usage-tables.ts';

const mi = 1 << 20;

function node(name: string) {
  const allocatable = { cpu: '2', memory: '4Gi' };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { allocatable } } as const;
}

function pod(namespace: string, name: string, containers: ReadonlyArray<[string, number, number]>): PodUsage {
  const used = containers.map(([each, cpuMillis, memory]) => ({ name: each, cpuMillis, memoryBytes: memory * mi }));
  return {
    pod: { metadata: { namespace, name } },
    containers: used,
    cpuMillis: used.reduce((sum, { cpuMillis }) => sum + cpuMillis, 0),
    memoryBytes: used.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  };
}

describe('the table of nodes', () => {
  const usages = new Map([
    ['a', { cpuMillis: 100.2, memoryBytes: 1024 * mi }],
    ['b', { cpuMillis: 500, memoryBytes: 512 * mi }],
  ]);

  it('shows what is used, of what may be used, and who does not tell', () => {
    expect(nodeRows([node('c'), node('b'), node('a')], usages, undefined)).toEqual([
      ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'],
      ['a', '101m', '5%', '1024Mi', '25%'],
      ['b', '500m', '25%', '512Mi', '12%'],
      ['c', '<unknown>', '<unknown>', '<unknown>', '<unknown>'],
    ]);
  });

  it.each([
    ['cpu', ['b', 'a', 'c']],
    ['memory', ['a', 'b', 'c']],
  ] as const)('is sorted by %s, the greatest first', (sortBy, names) => {
    const [, ...rows] = nodeRows([node('a'), node('b'), node('c')], usages, sortBy);
    expect(rows.map(([name]) => name)).toEqual(names);
  });
});

describe('the table of pods', () => {
  const usages = [
    pod('x', 'web', [
      ['main', 1, 10],
      ['side', 5, 2],
    ]),
    pod('x', 'db', [['main', 3, 30]]),
  ];
  const plain = { withNamespace: false, byContainer: false, withSum: false, sortBy: undefined };

  it('is sorted by name, or by what is used', () => {
    expect(podRows(usages, plain)).toEqual([
      ['NAME', 'CPU(cores)', 'MEMORY(bytes)'],
      ['db', '3m', '30Mi'],
      ['web', '6m', '12Mi'],
    ]);
    expect(podRows(usages, { ...plain, sortBy: 'cpu' }).map(([name]) => name)).toEqual(['NAME', 'web', 'db']);
  });

  it('shows namespaces, containers and the sum', () => {
    expect(podRows(usages, { ...plain, withNamespace: true, byContainer: true, withSum: true })).toEqual([
      ['NAMESPACE', 'POD', 'NAME', 'CPU(cores)', 'MEMORY(bytes)'],
      ['x', 'web', 'main', '1m', '10Mi'],
      ['x', 'web', 'side', '5m', '2Mi'],
      ['x', 'db', 'main', '3m', '30Mi'],
      ['', '', '', '________', '________'],
      ['', '', '', '9m', '42Mi'],
    ]);
  });
});
