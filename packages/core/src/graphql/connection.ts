// Lists as Relay connections. Every page of a list shows the revision of its first page; a cursor says after how many
// items of that revision to go on.

import { continueToken } from '../registry/list.ts';
import type { ListOptions, ListPage } from '../registry/operation.ts';
import { badRequestError } from '../resource/api-error.ts';
import type { AnyObject, GroupKind } from '../resource/object.ts';
import { markAsOf } from './as-of.ts';
import type { Builder, InterfaceRef, ObjectRef } from './builder.ts';
import type { GraphqlContext } from './context.ts';

export interface Connection {
  readonly nodes: readonly AnyObject[];
  /** How many items of the list come before the first node. */
  readonly position: number;
  readonly totalCount: number;
  readonly resourceVersion: string;
  /** The cursor of the item after which so many items have gone by. */
  cursorAt(position: number): string;
}

/** Arguments every list has, as resolvers get them. */
export interface ListArguments {
  readonly namespace?: string | null | undefined;
  readonly labelSelector?: string | null | undefined;
  readonly fieldSelector?: string | null | undefined;
  readonly orderBy?: readonly string[] | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly at?: string | null | undefined;
}

export async function readConnection(
  { registry, request }: GraphqlContext,
  kind: GroupKind,
  list: ListArguments,
): Promise<Connection> {
  const { first } = list;
  if (typeof first === 'number' && first < 0)
    throw badRequestError(`first: Invalid value: ${first}: must not be negative`);
  const page = await registry.list(request, listOptions(kind, list));
  return connectionOf(page, { at: list.at ?? undefined, countOnly: first === 0 });
}

function listOptions(kind: GroupKind, list: ListArguments): ListOptions {
  const { namespace, labelSelector, fieldSelector, orderBy, first, after, at } = list;
  return {
    kind,
    ...(namespace && { namespace }),
    ...(labelSelector && { labelSelector }),
    ...(fieldSelector && { fieldSelector }),
    ...(orderBy && { orderBy }),
    // The registry's limit 0 means no limit.
    ...(typeof first === 'number' && { limit: Math.max(first, 1) }),
    ...(after && { continueToken: after }),
    ...(at && { at }),
  };
}

function connectionOf(page: ListPage, { at, countOnly }: { at: string | undefined; countOnly: boolean }): Connection {
  const { revision, position, total } = page;
  const items = countOnly ? [] : page.items;
  return {
    nodes: at === undefined ? items : items.map((object) => markAsOf(object, String(revision))),
    position,
    totalCount: total,
    resourceVersion: String(revision),
    cursorAt: (after) => continueToken({ revision, position: after }),
  };
}

export function addPageInfo(builder: Builder) {
  return builder.objectRef<Connection>('PageInfo').implement({
    description: 'Where a page stands in its list.',
    fields: (t) => ({
      hasNextPage: t.boolean({
        nullable: false,
        description: 'Whether items follow.',
        resolve: ({ position, nodes, totalCount }) => position + nodes.length < totalCount,
      }),
      hasPreviousPage: t.boolean({
        nullable: false,
        description: 'Whether items come before.',
        resolve: ({ position }) => position > 0,
      }),
      startCursor: t.string({
        description: 'The cursor of the first item; null on an empty page.',
        resolve: ({ nodes, position, cursorAt }) => (nodes.length > 0 ? cursorAt(position + 1) : null),
      }),
      endCursor: t.string({
        description: 'The cursor of the last item: `after` of the next page; null on an empty page.',
        resolve: ({ nodes, position, cursorAt }) => (nodes.length > 0 ? cursorAt(position + nodes.length) : null),
      }),
    }),
  });
}

interface Edge {
  readonly cursor: string;
  readonly node: AnyObject;
}

/** `PodConnection` and `PodEdge`. */
export function connectionType(
  builder: Builder,
  name: string,
  node: ObjectRef<AnyObject> | InterfaceRef<AnyObject>,
  pageInfo: ObjectRef<Connection>,
) {
  const edge = builder.objectRef<Edge>(`${name}Edge`).implement({
    description: `A ${name} in a list.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { nullable: false, description: 'Where to go on after this one.' }),
      node: t.field({ type: node, nullable: false, description: 'The object.', resolve: (parent) => parent.node }),
    }),
  });
  return builder.objectRef<Connection>(`${name}Connection`).implement({
    description: `A page of a list of ${name} objects, all at one revision.`,
    fields: (t) => ({
      nodes: t.field({
        type: [node],
        nullable: false,
        description: 'The objects of the page.',
        resolve: ({ nodes }) => nodes,
      }),
      edges: t.field({
        type: [edge],
        nullable: false,
        description: 'The objects of the page with their cursors.',
        resolve: ({ nodes, position, cursorAt }) =>
          nodes.map((each, index) => ({ node: each, cursor: cursorAt(position + index + 1) })),
      }),
      pageInfo: t.field({
        type: pageInfo,
        nullable: false,
        description: 'Where the page stands in the list.',
        resolve: (connection) => connection,
      }),
      totalCount: t.exposeInt('totalCount', { nullable: false, description: 'How many objects match, on all pages.' }),
      resourceVersion: t.exposeString('resourceVersion', {
        nullable: false,
        description: 'The revision the list shows: the `since` of a watch that goes on from it.',
      }),
    }),
  });
}
