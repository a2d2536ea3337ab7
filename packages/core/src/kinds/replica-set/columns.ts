// The table of replica sets, and of replication controllers.
import type { Column } from '../../resource/kind.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { templateColumns } from '../template-columns.ts';
import type { Replicated } from './plan-replicas.ts';

export const replicaColumns: readonly Column[] = [
  nameColumn,
  { name: 'Desired', cell: ({ spec }: Replicated) => String(spec?.replicas ?? 0) },
  { name: 'Current', cell: ({ status }: Replicated) => String(status?.replicas ?? 0) },
  { name: 'Ready', cell: ({ status }: Replicated) => String(status?.readyReplicas ?? 0) },
  ageColumn,
  ...templateColumns,
];
