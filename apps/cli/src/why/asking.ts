// What explainers ask the API for. What the caller may not see is left out of the answer.
import { isCode } from '@portolan/client/errors.ts';
import type { Event } from '@portolan/client/generated/kubernetes.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import { ageText } from '../age.ts';
import { changeSetsBackwards } from '../changes/change-sets.ts';
import type { Cli } from '../cli.ts';
import { readEvents } from '../events.ts';
import { readObjects } from '../reading/list-request.ts';
import type { ResourceKind, ResourceKinds } from '../resource-kinds.ts';
import type { Answer, Finding } from './finding.ts';

export interface Asking {
  readonly cli: Cli;
  readonly kind: ResourceKind;
  readonly kinds: ResourceKinds;
  readonly nowMs: number;
}

/** Says all but the warnings, who changed the object last, and what its deletion waits for: these are said of every kind. */
export type Explainer<T extends ApiObject> = (object: T, asking: Asking) => Promise<Answer> | Answer;

export interface Selection {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export async function listOf<T extends ApiObject>(
  { cli, kinds }: Asking,
  name: string,
  { namespace, ...selection }: Selection,
): Promise<readonly T[]> {
  const request = { kind: kinds.byName(name), chunkSize: 500, ...selection, ...(namespace && { namespace }) };
  const read = await unlessForbidden(readObjects(cli, request));
  return (read?.objects ?? []) as readonly T[];
}

export async function ask<T>({ cli }: Asking, document: string, variables: object): Promise<T | undefined> {
  const client = await cli.connect();
  return unlessForbidden(client.request<T>(document, { ...variables }, cli.request));
}

async function unlessForbidden<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isCode(error, 'FORBIDDEN')) return undefined;
    throw error;
  }
}

/** The oldest first. */
export async function eventsAbout({ cli, kinds }: Asking, { kind, metadata }: ApiObject): Promise<readonly Event[]> {
  const { name, uid, namespace } = metadata;
  // A node's events name it as their uid as well.
  const regarding = { kind, name, ...(namespace && uid && { uid }) };
  const query = { regarding, ...(namespace && { namespace }) };
  return (await unlessForbidden(readEvents(cli, kinds, query)))?.events ?? [];
}

interface ChangeOrigin {
  readonly revision: string;
  readonly at: string;
  readonly actor: string;
  readonly verb: string;
  readonly reason: string | null;
}

const originDocument =
  'query LastChange($revision: String!) { change(revision: $revision) { revision at actor verb reason } }';

/** Undefined where history no longer says. */
export async function lastChangeOf(asking: Asking, { metadata }: ApiObject): Promise<ChangeOrigin | undefined> {
  try {
    const variables = { revision: metadata.resourceVersion ?? '0' };
    return (await ask<{ change: ChangeOrigin }>(asking, originDocument, variables))?.change;
  } catch (error) {
    if (isCode(error, 'NOT_FOUND', 'GONE')) return undefined;
    throw error;
  }
}

/** Further back nobody is looked for: whoever asks waits. */
const searchedRevisions = 1000;

/** What a user did last to an object that a program of the cluster has written since. */
export async function lastUserChangeOf(
  { cli, kind }: Asking,
  { metadata }: ApiObject,
  last: ChangeOrigin | undefined,
): Promise<ChangeOrigin | undefined> {
  if (!last?.actor.startsWith('system:')) return undefined;
  const groupKind = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
  for await (const set of changeSetsBackwards(cli)) {
    if (Number(set.revision) <= Number(last.revision) - searchedRevisions) return undefined;
    const isOfObject = set.changes.some(
      (each) =>
        each.kind === groupKind && each.name === metadata.name && (each.namespace ?? undefined) === metadata.namespace,
    );
    if (isOfObject && !set.actor.startsWith('system:')) return set;
  }
  return undefined;
}

export function lastChangeText({ revision, at, actor, verb, reason }: ChangeOrigin, nowMs: number): string {
  const why = reason ? `, saying "${reason}"` : '';
  const who = actor.startsWith('system:') ? actor : `the user ${actor}`;
  return `changed last by ${who} (${verb}) ${ageText(at, nowMs)} ago at revision ${revision}${why}`;
}

interface Blocker {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly finalizer: string | null;
}

const blockersDocument = `query Blockers($kind: String!, $namespace: String, $name: String!) {
  object(kind: $kind, namespace: $namespace, name: $name) { blockers(first: 20) { kind namespace name finalizer } }
}`;

/** What the deletion of the object waits for; nothing for one that is not being deleted. */
export async function deletionFindings(asking: Asking, { metadata }: ApiObject): Promise<Finding[]> {
  if (!metadata.deletionTimestamp) return [];
  const { name, namespace } = metadata;
  const variables = { kind: asking.kind.resource, name, ...(namespace && { namespace }) };
  const answer = await ask<{ object: { blockers: readonly Blocker[] } }>(asking, blockersDocument, variables);
  const details = (answer?.object.blockers ?? []).map((each) => {
    const what = `${each.kind} ${each.namespace ? `${each.namespace}/` : ''}${each.name}`;
    return each.finalizer ? `${what}: finalizer ${each.finalizer}` : `${what}: has to come to its end`;
  });
  return details.length > 0 ? [{ text: 'its deletion waits for:', details }] : [];
}
