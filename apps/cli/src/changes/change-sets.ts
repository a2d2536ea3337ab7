// Change sets as the API keeps them: who changed what, when, and why.
import { isCode } from '@portolan/client/errors.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Cli } from '../cli.ts';

export interface ChangedObject {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `Pod`, `Deployment.apps`. */
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

export interface ChangeSet<C = ChangedObject> {
  readonly revision: string;
  readonly at: string;
  readonly actor: string;
  readonly verb: string;
  readonly reason: string | null;
  readonly source: string | null;
  readonly changes: readonly C[];
}

/** With the object before and after; before is null for what was created, and where history no longer holds it. */
export interface WholeChange extends ChangedObject {
  readonly object: ApiObject;
  readonly previous: ApiObject | null;
}

const setFields = 'revision at actor verb reason source';
const listDocument = `query ChangeSets($since: String, $first: Int!) {
  changes(since: $since, first: $first) { endRevision nodes { ${setFields} changes { type kind namespace name } } }
}`;
const oneDocument = `query WholeChangeSet($revision: String!) {
  change(revision: $revision) {
    ${setFields} changes { type kind namespace name object { manifest } previous { manifest } }
  }
}`;

const pageSize = 1000;
/** Whoever looks for more than that has a better place to look. */
const mostPages = 50;

interface Page {
  readonly endRevision: string;
  readonly nodes: readonly ChangeSet[];
}

/** The newest first, as far back as history reaches. */
export async function* changeSetsBackwards(cli: Cli): AsyncGenerator<ChangeSet> {
  const newest = await readPage(cli, undefined, pageSize);
  yield* newest.nodes.toReversed();
  let until = Number(newest.endRevision) - pageSize;
  let size = pageSize;
  for (let pages = 1; until > 0 && size > 0 && pages < mostPages; pages++) {
    const since = Math.max(0, until - size);
    const page = await readUnlessExpired(cli, since, until - since);
    if (page) {
      yield* page.nodes.filter(({ revision }) => Number(revision) <= until).toReversed();
      until = since;
    } else {
      // History ends somewhere in between.
      size = Math.floor(size / 2);
    }
  }
}

async function readPage(cli: Cli, since: number | undefined, first: number): Promise<Page> {
  const client = await cli.connect();
  const variables = { first, ...(since !== undefined && { since: String(since) }) };
  return (await client.request<{ changes: Page }>(listDocument, variables, cli.request)).changes;
}

async function readUnlessExpired(cli: Cli, since: number, first: number): Promise<Page | undefined> {
  try {
    return await readPage(cli, since, first);
  } catch (error) {
    if (isCode(error, 'GONE')) return undefined;
    throw error;
  }
}

/** Throws ApiError NOT_FOUND, and GONE for what history no longer holds. */
export async function readChangeSet(cli: Cli, revision: string): Promise<ChangeSet<WholeChange>> {
  interface Shown extends ChangedObject {
    readonly object: { readonly manifest: ApiObject };
    readonly previous: { readonly manifest: ApiObject } | null;
  }
  const client = await cli.connect();
  const { change } = await client.request<{ change: ChangeSet<Shown> }>(oneDocument, { revision }, cli.request);
  const changes = change.changes.map(({ object, previous, ...rest }) => ({
    ...rest,
    object: object.manifest,
    previous: previous?.manifest ?? null,
  }));
  return { ...change, changes };
}

/** `deployment.apps/web` */
export function changedName({ kind, name }: Pick<ChangedObject, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}/${name}`;
}
