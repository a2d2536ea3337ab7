// The wide columns of kinds that make pods from a template.
import type { Container, LabelSelector, PodTemplateSpec } from '../resource/generated/kubernetes.ts';
import type { Column } from '../resource/kind.ts';
import { formatLabelSelector, fromAnySelector, type Labels } from '../resource/label-selector.ts';
import type { ApiObject } from '../resource/object.ts';

interface Workload extends ApiObject {
  readonly spec?: { readonly template?: PodTemplateSpec; readonly selector?: LabelSelector | Labels };
}

function containersOf({ spec }: Workload): readonly Container[] {
  return spec?.template?.spec?.containers ?? [];
}

export const templateColumns: readonly Column[] = [
  {
    name: 'Containers',
    wide: true,
    cell: (workload: Workload) =>
      containersOf(workload)
        .map(({ name }) => name)
        .join(','),
  },
  {
    name: 'Images',
    wide: true,
    cell: (workload: Workload) =>
      containersOf(workload)
        .map(({ image = '' }) => image)
        .join(','),
  },
  {
    name: 'Selector',
    wide: true,
    cell: ({ spec }: Workload) => formatLabelSelector(fromAnySelector(spec?.selector)) || '<none>',
  },
];
