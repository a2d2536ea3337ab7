// What checks one kind of volume source.
import type { FieldPath } from '../../../resource/field-error.ts';
import type { Volume } from '../../../resource/generated/kubernetes.ts';
import type { Findings } from './field-rules.ts';

export type VolumeSourceName = Exclude<keyof Volume, 'name'>;

/** `path` is the source's. */
export type SourceRules = {
  readonly [Source in VolumeSourceName]?: (
    path: FieldPath,
    source: NonNullable<Volume[Source]>,
    volume: Volume,
  ) => Findings;
};
