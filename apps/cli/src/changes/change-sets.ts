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
  changes(since: $since, first: $first) { endRevision hasNextPage nodes { ${setFields} changes { type kind namespace name } } }
}`;
const oneDocument = `query WholeChangeSet($revision: String!) {
  change(revision: $revision) {
    ${setFields} changes { type kind namespace name object { manifest } previous { manifest } }
  }
}`;

const pageSize = 1000;
/** Whoever looks for more than that has a better place to look. */
const mostWindows = 50;

interface Page {
  readonly endRevision: string;
  readonly hasNextPage: boolean;
  readonly nodes: readonly ChangeSet[];
}

/** The newest first, as far back as history reaches. */
export async function* changeSetsBackwards(cli: Cli): AsyncGenerator<ChangeSet> {
  const client = await cli.connect();
  let until = Number(await client.revision(cli.request));
  let size = pageSize;
  for (let windows = 0; until > 0 && size > 0 && windows < mostWindows; windows++) {
    const since = Math.max(0, until - size);
    const sets = await readUnlessExpired(cli, since, until);
    if (sets) {
      yield* sets.toReversed();
      until = since;
    } else {
      // History ends somewhere in between.
      size = Math.floor(size / 2);
    }
  }
}

/** All after `since` up to `until`: a page ends earlier where its change sets are large. */
async function readWindow(cli: Cli, since: number, until: number): Promise<ChangeSet[]> {
  const client = await cli.connect();
  const sets: ChangeSet[] = [];
  for (let from = since; from < until; ) {
    const variables = { since: String(from), first: pageSize };
    const { changes } = await client.request<{ changes: Page }>(listDocument, variables, cli.request);
    sets.push(...changes.nodes);
    if (!changes.hasNextPage) break;
    from = Number(changes.endRevision);
  }
  return sets.filter(({ revision }) => Number(revision) <= until);
}

async function readUnlessExpired(cli: Cli, since: number, until: number): Promise<ChangeSet[] | undefined> {
  try {
    return await readWindow(cli, since, until);
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
