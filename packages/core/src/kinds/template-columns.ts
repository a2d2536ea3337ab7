// The wide columns of kinds that make pods from a template.
import type { LabelSelector, PodTemplateSpec } from '../resource/generated/kubernetes.ts';
import type { Column } from '../resource/kind.ts';
import { formatLabelSelector, fromLabelSelector } from '../resource/label-selector.ts';
import type { AnyObject } from '../resource/object.ts';

interface Workload {
  readonly spec?: { readonly template?: PodTemplateSpec; readonly selector?: LabelSelector };
}

function containersOf(object: AnyObject) {
  return (object as Workload).spec?.template?.spec?.containers ?? [];
}

export const templateColumns: readonly Column[] = [
  {
    name: 'Containers',
    wide: true,
    cell: (object) =>
      containersOf(object as AnyObject)
        .map(({ name }) => name)
        .join(','),
  },
  {
    name: 'Images',
    wide: true,
    cell: (object) =>
      containersOf(object as AnyObject)
        .map(({ image = '' }) => image)
        .join(','),
  },
  {
    name: 'Selector',
    wide: true,
    cell: (object) => formatLabelSelector(fromLabelSelector((object as Workload).spec?.selector)) || '<none>',
  },
];
