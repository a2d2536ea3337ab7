// The GraphQL schema of the kinds that are served: built anew when they change.
import type { GraphQLSchema } from 'graphql';
import { kindRelations } from '../kinds/relations.ts';
import type { KindList } from '../resource/kind.ts';
import { type SchemaTable, schemaTable } from '../resource/schema-table.ts';
import { addAccessMutations } from './access-mutations.ts';
import { addAgentMutations } from './agent-mutations.ts';
import { addBlockers } from './blockers.ts';
import { createBuilder } from './builder.ts';
import { addComponentsQuery } from './components-query.ts';
import { addControllersQuery } from './controllers-query.ts';
import { DerivedTypes } from './derived-types.ts';
import { addEnums } from './enums.ts';
import { addExplainQuery } from './explain-query.ts';
import { addHistoryQueries } from './history-queries.ts';
import { addKindMutations } from './kind-mutations.ts';
import { addKindQueries } from './kind-queries.ts';
import { addKindTypes } from './kind-types.ts';
import { addColumnType, addKindsQuery } from './kinds-query.ts';
import { addNodePorts } from './node-ports.ts';
import { addObjectMutations } from './object-mutations.ts';
import { addObjectQueries } from './object-queries.ts';
import { addPodLogs } from './pod-logs.ts';
import { addPodTimeline } from './pod-timeline.ts';
import { addProxyRulesQuery } from './proxy-rules-query.ts';
import { addRelations, addSharedRelations } from './relation-fields.ts';
import { addScaleDownQuery } from './scale-down-query.ts';
import { addSchedulingQuery } from './scheduling-query.ts';
import type { SchemaParts } from './schema-parts.ts';
import { addServerQueries } from './server-queries.ts';
import { addStorageQuery } from './storage-query.ts';
import { addTableQuery } from './table-query.ts';
import { addUsageQueries } from './usage-queries.ts';
import { addVerbMutations } from './verb-mutations.ts';
import { addWatchFields } from './watch-fields.ts';
import { addWriteResults } from './write-results.ts';

/** The kinds' types are looked up in the table. Takes some tens of milliseconds. */
export function buildSchema(kinds: KindList, table: SchemaTable = schemaTable): GraphQLSchema {
  const builder = createBuilder();
  builder.queryType({ description: 'Reads. Each shows at least what was committed before it began.' });
  builder.mutationType({ description: 'Writes. Each is one change set unless it says otherwise.' });
  builder.subscriptionType({ description: 'Watches.' });
  const derived = new DerivedTypes(builder, table);
  const enums = addEnums(builder);
  const types = addKindTypes(builder, derived, kinds);
  addSharedRelations(builder, kinds, types);
  addRelations(builder, types, kindRelations);
  addPodTimeline(builder, types);
  addBlockers(builder, kinds, types);
  addNodePorts(builder, types);
  const parts: SchemaParts = { builder, table, derived, types, enums, results: addWriteResults(builder, types, enums) };
  addQueries(parts);
  addMutations(parts);
  addWatchFields(parts);
  if (types.of('Pod')) addPodLogs(parts);
  return builder.toSchema({ sortSchema: false });
}

function addQueries(parts: SchemaParts): void {
  const { builder, types, enums } = parts;
  addKindQueries(builder, types);
  addObjectQueries(builder, types);
  const column = addColumnType(builder);
  addKindsQuery(builder, column);
  addUsageQueries(parts);
  addTableQuery(builder, types, column);
  addExplainQuery(parts);
  addServerQueries(builder);
  addControllersQuery(builder);
  addComponentsQuery(builder);
  addHistoryQueries(builder, types, enums);
  addStorageQuery(builder);
  addSchedulingQuery(builder);
  addScaleDownQuery(builder, types);
  addProxyRulesQuery(builder);
}

function addMutations(parts: SchemaParts): void {
  const kindResults = addKindMutations(parts);
  addVerbMutations(parts, kindResults);
  addObjectMutations(parts);
  addAgentMutations(parts);
  addAccessMutations(parts.builder);
}
