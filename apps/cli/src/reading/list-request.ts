// What is to be read, in the API's terms, and the pages that come back.
import { ApiError } from '@portolan/client/errors.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Cli } from '../cli.ts';
import type { ResourceKind } from '../resource-kinds.ts';

export interface ListRequest {
  readonly kind: ResourceKind;
  /** All of the kind when absent. */
  readonly names?: readonly string[];
  /** All namespaces when absent. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly orderBy?: readonly string[];
  /** A revision, or a time in RFC 3339. */
  readonly at?: string;
  /** Objects a request; all at once for 0. */
  readonly chunkSize: number;
}

export interface TableRow {
  readonly namespace: string | null;
  readonly name: string;
  readonly cells: readonly string[];
  readonly object?: { readonly metadata: { readonly labels?: Readonly<Record<string, string>> | null } };
}

export interface TableData {
  readonly columns: ReadonlyArray<{ readonly name: string }>;
  readonly rows: readonly TableRow[];
  readonly resourceVersion: string;
}

export interface ObjectData {
  readonly objects: readonly ApiObject[];
  readonly resourceVersion: string;
}

interface Page {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly resourceVersion: string;
}

const listVariables = `$kind: String!, $namespace: String, $labelSelector: String, $fieldSelector: String,
  $orderBy: [String!], $first: Int, $after: String, $at: String`;
const listArguments = `kind: $kind, namespace: $namespace, labelSelector: $labelSelector, fieldSelector: $fieldSelector,
    orderBy: $orderBy, first: $first, after: $after, at: $at`;
const pageFields = 'resourceVersion pageInfo { hasNextPage endCursor }';

const listDocuments = {
  table: `query GetTable(${listVariables}, $wide: Boolean!, $labels: Boolean!) {
  table(${listArguments}, wide: $wide) {
    columns { name } ${pageFields}
    rows { namespace name cells object @include(if: $labels) { metadata { labels } } }
  }
}`,
  objects: `query GetObjects(${listVariables}, $managedFields: Boolean!) {
  objects(${listArguments}) { ${pageFields} nodes { manifest(managedFields: $managedFields) } }
}`,
};

export async function readTable(
  cli: Cli,
  request: ListRequest,
  { wide, labels }: { readonly wide: boolean; readonly labels: boolean },
): Promise<TableData> {
  const client = await cli.connect();
  type Data = { table: TableData & Page };
  const pages = await readPages(request, async (variables) => {
    const all = { ...variables, wide, labels };
    return (await client.request<Data>(listDocuments.table, all, cli.request)).table;
  });
  const [first] = pages;
  const rows = pages.flatMap((page) => page.rows);
  return {
    columns: first?.columns ?? [],
    rows: inOrderOf(request.names, rows, ({ name }) => name),
    resourceVersion: first?.resourceVersion ?? '0',
  };
}

export async function readObjects(
  cli: Cli,
  request: ListRequest,
  { managedFields = false }: { readonly managedFields?: boolean } = {},
): Promise<ObjectData> {
  const client = await cli.connect();
  type Data = { objects: Page & { nodes: ReadonlyArray<{ manifest: ApiObject }> } };
  const pages = await readPages(request, async (variables) => {
    return (await client.request<Data>(listDocuments.objects, { ...variables, managedFields }, cli.request)).objects;
  });
  const objects = pages.flatMap((page) => page.nodes.map(({ manifest }) => manifest));
  return {
    objects: inOrderOf(request.names, objects, ({ metadata }) => metadata.name),
    resourceVersion: pages[0]?.resourceVersion ?? '0',
  };
}

/** Names that were asked for and are not there, as the API says it of one. */
export function missingNames({ kind, names = [] }: ListRequest, found: readonly string[]): ApiError[] {
  const there = new Set(found);
  return names.filter((name) => !there.has(name)).map((name) => notFound(kind, name));
}

export function notFound({ resource, plural }: ResourceKind, name: string): ApiError {
  return new ApiError(`${resource} "${name}" not found`, { code: 'NOT_FOUND', kind: plural, name });
}

async function readPages<P extends Page>(
  request: ListRequest,
  read: (variables: Readonly<Record<string, unknown>>) => Promise<P>,
): Promise<P[]> {
  const variables = listVariablesOf(request);
  const pages: P[] = [];
  for (let after: string | null = null; ; ) {
    const page = await read({ ...variables, ...(after !== null && { after }) });
    pages.push(page);
    if (!page.pageInfo.hasNextPage) return pages;
    after = page.pageInfo.endCursor;
  }
}

function listVariablesOf({ kind, names, namespace, labelSelector, chunkSize, orderBy, at, ...rest }: ListRequest) {
  const fieldSelector = [rest.fieldSelector, names && nameSelector(names)].filter(Boolean).join(',');
  return {
    kind: kind.resource,
    ...(kind.namespaced && namespace !== undefined && { namespace }),
    ...(labelSelector && { labelSelector }),
    ...(fieldSelector && { fieldSelector }),
    ...(orderBy && { orderBy }),
    ...(at && { at }),
    ...(chunkSize > 0 && { first: chunkSize }),
  };
}

/** `metadata.name in (a,b)` */
export function nameSelector(names: readonly string[]): string {
  return `metadata.name in (${names.map((name) => name.replace(/[\\,=()]/g, '\\$&')).join(',')})`;
}

function inOrderOf<T>(names: readonly string[] | undefined, items: readonly T[], nameOf: (item: T) => string): T[] {
  if (!names || names.length < 2) return [...items];
  const byName = new Map(items.map((item) => [nameOf(item), item]));
  return [...new Set(names)].flatMap((name) => byName.get(name) ?? []);
}
