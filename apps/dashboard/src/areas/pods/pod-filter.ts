import type { FilterFields } from '../../filter/filter.ts';
import type { PodRow } from './pod-kind.ts';

/** `status:` takes a chip's word as well as the one of the column. */
export const podFilterFields: FilterFields<PodRow> = {
  status: ({ group }) => group,
  state: ({ status }) => status,
  node: ({ node }) => node,
  ip: ({ ip }) => ip,
  restarts: ({ restarts }) => restarts,
  owner: ({ ownerKind }) => ownerKind,
  container: ({ containerNames }) => containerNames.join(' '),
};
