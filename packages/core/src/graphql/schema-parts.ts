// What the parts of one schema are made with: each file adds its fields to the same builder and refers to the same types.
import type { SchemaTable } from '../resource/schema-table.ts';
import type { Builder } from './builder.ts';
import type { DerivedTypes } from './derived-types.ts';
import type { Enums } from './enums.ts';
import type { KindTypes } from './kind-types.ts';
import type { WriteResultTypes } from './write-results.ts';

export interface SchemaParts {
  readonly builder: Builder;
  readonly table: SchemaTable;
  readonly derived: DerivedTypes;
  readonly types: KindTypes;
  readonly enums: Enums;
  readonly results: WriteResultTypes;
}
