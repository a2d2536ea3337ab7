// Names of the GraphQL schema: from the schema table's type names and the kinds' plurals to names GraphQL allows, each
// used once.
import type { KindDefinition, KindList } from '../resource/kind.ts';
import { apiVersionOf } from '../resource/object.ts';
import { type SchemaTable, typeNameOf } from '../resource/schema-table.ts';
import { shortTypeNames } from '../resource/type-names.ts';

/** A field or type name as GraphQL allows it: `$ref` → `_ref`, `x-kubernetes-map-type` → `x_kubernetes_map_type`. */
export function graphqlName(name: string): string {
  const plain = name.replace(/[^_0-9A-Za-z]/g, '_');
  const started = /^[0-9]/.test(plain) ? `_${plain}` : plain;
  return started.startsWith('__') ? `x${started}` : started; // Two underscores belong to introspection.
}

/** Field names of a type by wire name. Where two would become one, the later gets underscores. */
export function graphqlFieldNames(wireNames: readonly string[]): Map<string, string> {
  const taken = new Set(wireNames.filter((name) => graphqlName(name) === name));
  const names = new Map<string, string>();
  for (const wire of wireNames) {
    let name = graphqlName(wire);
    if (name !== wire) while (taken.has(name)) name += '_';
    taken.add(name);
    names.set(wire, name);
  }
  return names;
}

/** Names that the schema gives to types of its own. */
const ownTypeNames: ReadonlySet<string> = new Set([
  'Query',
  'Mutation',
  'Subscription',
  'Resource',
  'PageInfo',
  'WatchEvent',
  'WatchFrame',
  'Table',
  'Change',
  'ChangeSet',
]);

/** GraphQL type name per type of the table. */
export function graphqlTypeNames(table: SchemaTable): ReadonlyMap<string, string> {
  return shortTypeNames(table, ownTypeNames);
}

/** What the schema calls one kind. */
export interface KindNames {
  /** `v1.Pod`: the type in the schema table. */
  readonly tableType: string;
  /** `Pod` */
  readonly type: string;
  /** `Pods`: for mutations of many, `deletePods`. */
  readonly types: string;
  /** `pod`: the query of one. */
  readonly one: string;
  /** `pods`: the query of many. */
  readonly many: string;
}

export function kindNames(definition: KindDefinition, typeNames: ReadonlyMap<string, string>): KindNames {
  const tableType = typeNameOf(apiVersionOf(definition.group, definition.version), definition.kind);
  const type = typeNames.get(tableType);
  if (!type) throw new Error(`the schema table has no type ${tableType}`);
  const types = pluralType(type, definition);
  return { tableType, type, types, one: lowerFirst(type), many: lowerFirst(types) };
}

/** `ReplicaSet` and `replicasets` → `ReplicaSets`; a kind that is its own plural (`Endpoints`) → `EndpointsList`. */
function pluralType(type: string, { kind, plural }: KindDefinition): string {
  if (kind.toLowerCase() === plural) return `${type}List`;
  const lower = kind.toLowerCase();
  let shared = 0;
  while (shared < lower.length && lower[shared] === plural[shared]) shared++;
  return type.slice(0, type.length - (kind.length - shared)) + plural.slice(shared);
}

/** `ReplicaSet` → `replicaSet`, `CSIDriver` → `csiDriver`, `IPAddress` → `ipAddress`. */
function lowerFirst(name: string): string {
  const run = /^[A-Z]+/.exec(name)?.[0].length ?? 0;
  const lowered = run > 1 && run < name.length ? run - 1 : Math.max(run, 1);
  return name.slice(0, lowered).toLowerCase() + name.slice(lowered);
}

/**
 * The kind that people mean by a word, as kubectl reads it: `Pod`, `pods`, `po`, `Deployment.apps`, `deployments.apps`,
 * `deploy`. The first kind served wins where a plain word fits several.
 */
export function findKind(kinds: KindList, word: string): KindDefinition | undefined {
  const exact = kinds.find(word);
  if (exact) return exact;
  const lower = word.toLowerCase();
  const dot = lower.indexOf('.');
  const [name, group] = dot < 0 ? [lower, undefined] : [lower.slice(0, dot), lower.slice(dot + 1)];
  return kinds.all.find(
    (each) =>
      (group === undefined || each.group === group) &&
      (each.plural === name ||
        each.singular === name ||
        each.kind.toLowerCase() === name ||
        each.shortNames.includes(name)),
  );
}
