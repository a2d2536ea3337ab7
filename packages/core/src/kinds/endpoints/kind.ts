// Endpoints: a service's endpoints in one object, the form EndpointSlices took the place of.
import type { EndpointSubset, Endpoints } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { ageColumn, firstOf, nameColumn } from '../columns.ts';
import { repackSubsets } from './repack.ts';
import { validateSubsets } from './validate.ts';

export const endpoints = defineKind<Endpoints>({
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  categories: [],
  namespaced: true,
  hasStatus: false,
  countsGenerations: false,
  applyDefaults({ subsets = [] }) {
    for (const { ports = [] } of subsets) for (const port of ports) port.protocol ||= 'TCP';
  },
  prepareForCreate: repack,
  prepareForUpdate: repack,
  validate: ({ subsets }) => [...validateSubsets(subsets)],
  columns: [nameColumn, { name: 'Endpoints', cell: endpointsText }, ageColumn],
});

/** What is not valid keeps its form, so that errors point at what was sent. */
function repack(object: Endpoints): void {
  if (object.subsets && validateSubsets(object.subsets).next().done) object.subsets = repackSubsets(object.subsets);
}

function endpointsText({ subsets = [] }: Endpoints): string {
  return subsets.length === 0 ? '<none>' : firstOf(subsets.flatMap(subsetTexts), '');
}

function subsetTexts({ addresses = [], ports = [] }: EndpointSubset): string[] {
  if (ports.length === 0) return addresses.map(({ ip }) => ip);
  return ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`));
}
