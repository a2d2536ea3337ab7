// For the tests of this folder: one object and the writes of several managers to it, one second apart.
import { parse } from 'yaml';
import { deepEqual } from '../equality.ts';
import { type AnyObject, deepFreeze } from '../object.ts';
import { type SchemaTable, schemaTable } from '../schema-table.ts';
import type { ApplyConflict } from './apply-conflict.ts';
import { applyManifest } from './apply-manifest.ts';
import { type FieldSet, fieldPaths } from './field-set.ts';
import { trackUpdate } from './track-update.ts';

export interface ScenarioKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly table?: SchemaTable;
}

export interface WriteOptions {
  readonly force?: boolean;
  readonly subresource?: string;
}

/** YAML or what it reads as, without the identity of the object. */
export type Content = string | Readonly<Record<string, unknown>>;

export class Scenario {
  object: AnyObject | undefined;
  private seconds = 0;
  private readonly kind: ScenarioKind;

  constructor(kind: ScenarioKind) {
    this.kind = kind;
  }

  /** The conflicts, as `manager field`; the object is stored when there are none. */
  apply(manager: string, content: Content, options: WriteOptions = {}): string[] {
    const { object, conflicts } = this.tryApply(manager, this.read(content), options);
    if (conflicts.length > 0) return conflicts.map((conflict) => `${conflict.manager} ${conflict.field}`);
    this.object = deepFreeze(object);
    return [];
  }

  tryApply(manager: string, manifest: AnyObject, { force = false, subresource }: WriteOptions = {}) {
    const { apiVersion, kind, table = schemaTable } = this.kind;
    const result: { object: AnyObject; conflicts: readonly ApplyConflict[] } = applyManifest({
      live: this.object,
      manifest,
      manager,
      force,
      ...(subresource !== undefined && { subresource }),
      typeName: `${apiVersion}.${kind}`,
      now: this.nextTime(),
      table,
    });
    return result;
  }

  /** Stores exactly what is given, as a PUT does. */
  update(manager: string, content: Content, { subresource }: WriteOptions = {}): void {
    const { apiVersion, kind, table = schemaTable } = this.kind;
    this.object = deepFreeze(
      trackUpdate({
        live: this.object,
        next: this.read(content),
        manager,
        ...(subresource !== undefined && { subresource }),
        typeName: `${apiVersion}.${kind}`,
        now: this.nextTime(),
        table,
      }),
    );
  }

  read(content: Content): AnyObject {
    const read = (typeof content === 'string' ? (parse(content) ?? {}) : content) as Partial<AnyObject>;
    const { apiVersion, kind } = this.kind;
    return deepFreeze({ apiVersion, kind, ...read, metadata: { name: 'x', ...read.metadata } });
  }

  /** What the object says besides its identity. */
  content(): Record<string, unknown> {
    if (!this.object) throw new Error('nothing was written');
    const { apiVersion: _, kind: __, metadata, ...rest } = this.object;
    const { name: ___, managedFields: ____, ...meta } = metadata;
    return Object.keys(meta).length > 0 ? { metadata: meta, ...rest } : rest;
  }

  /** Manager → paths, in order; an updater's name has ` (Update)`, one of a sub-resource ` /status`. */
  owners(): Record<string, string[]> {
    const owners: Record<string, string[]> = {};
    for (const entry of this.object?.metadata.managedFields ?? []) {
      const part = entry.subresource === undefined ? '' : ` /${entry.subresource}`;
      const name = `${entry.manager}${entry.operation === 'Update' ? ' (Update)' : ''}${part}`;
      owners[name] = fieldPaths(entry.fieldsV1 as FieldSet);
    }
    return owners;
  }

  times(): Record<string, string | undefined> {
    return Object.fromEntries((this.object?.metadata.managedFields ?? []).map((entry) => [entry.manager, entry.time]));
  }

  nextTime(): string {
    this.seconds += 1;
    return `2026-01-01T00:00:${String(this.seconds).padStart(2, '0')}Z`;
  }
}

/** `conflicts` is what an apply is answered with: `manager field`. */
export type Step = readonly ['apply' | 'force' | 'update', manager: string, yaml: string, ...conflicts: string[]];

/** Runs the steps on a new thing; the first apply that is answered otherwise than its step says throws. */
export function runSteps(steps: readonly Step[]): Scenario {
  const scenario = new Scenario(thing);
  for (const [verb, manager, yaml, ...expected] of steps) {
    if (verb === 'update') {
      scenario.update(manager, yaml);
      continue;
    }
    const conflicts = scenario.apply(manager, yaml, { force: verb === 'force' });
    if (!deepEqual(conflicts, expected))
      throw new Error(`${manager} applies ${yaml}: conflicts ${conflicts.join(', ')}`);
  }
  return scenario;
}

const string = { t: 'string' } as const;
const number = { t: 'int32' } as const;

/** A kind with every way to merge. */
export const thing: ScenarioKind = {
  apiVersion: 'v1',
  kind: 'Thing',
  table: {
    source: 'test',
    kinds: {},
    types: {
      'meta/v1.ObjectMeta': {
        fields: { name: string, labels: { map: string }, finalizers: { list: string, listType: 'set' } },
      },
      'v1.Thing': {
        object: true,
        fields: {
          metadata: { ref: 'meta/v1.ObjectMeta' },
          text: string,
          number,
          struct: { ref: 'v1.Struct' },
          items: { list: { ref: 'v1.Item' }, listType: 'map', keys: ['name'] },
          ports: { list: { ref: 'v1.Port' }, listType: 'map', keys: ['port', 'protocol'] },
          devices: { list: { ref: 'v1.Device' }, listType: 'map', keys: ['pool', 'share'] },
          set: { list: string, listType: 'set' },
          plain: { list: string },
          atomicMap: { map: string, atomic: true },
          atomicStruct: { ref: 'v1.Atomic' },
          map: { map: string },
          mapOfMaps: { map: { map: string } },
          any: { t: 'any' },
        },
      },
      'v1.Struct': { fields: { name: string, value: number, inner: { ref: 'v1.Struct' } } },
      'v1.Item': { fields: { name: string, value: number, other: number, set: { list: string, listType: 'set' } } },
      'v1.Port': { fields: { port: number, protocol: { t: 'string', default: '"TCP"' }, name: string } },
      'v1.Device': { fields: { pool: string, share: string, value: number } },
      'v1.Atomic': { atomic: true, fields: { a: string, b: string } },
    },
  },
};
