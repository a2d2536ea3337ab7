// What clients do, one operation at a time, and how each becomes a part of the history.
import type { SeededRandom } from '../seeded-random.ts';
import type { Answer, GraphqlError } from './graphql-caller.ts';
import type { ListOperation, RefusalReason, Scope, Seen, Step, WriteOutcome } from './history.ts';
import {
  colours,
  kinds,
  namePrefix,
  namespace,
  objectFields,
  partsOf,
  type ShownObject,
  seenAll,
  seenIn,
} from './objects.ts';
import type { Begun, Recorder } from './recorder.ts';
import { planStep, planWrite } from './write-plan.ts';

export interface Client {
  readonly random: SeededRandom;
  readonly recorder: Recorder;
  readonly keys: readonly string[];
  /** Each call may reach another process. */
  ask(query: string, variables: object): Promise<Answer | undefined>;
}

interface OperationKind {
  readonly name: string;
  /** How often it is chosen, relative to the others. */
  readonly weight: number;
  /** Whether it got an answer. */
  run(client: Client): Promise<boolean>;
}

export const operationKinds: readonly OperationKind[] = [
  { name: 'get', weight: 8, run: (client) => get(client, undefined) },
  { name: 'past get', weight: 2, run: (client) => get(client, pastRevision(client)) },
  { name: 'list', weight: 3, run: (client) => list(client, anyList(client)) },
  { name: 'paged list', weight: 2, run: (client) => list(client, { ...anyList(client), isPaged: true }) },
  { name: 'past list', weight: 2, run: (client) => list(client, { ...anyList(client), at: pastRevision(client) }) },
  {
    name: 'past paged list',
    weight: 1,
    run: (client) => list(client, { ...anyList(client), at: pastRevision(client), isPaged: true }),
  },
  { name: 'write', weight: 10, run: (client) => write(client, 1) },
  { name: 'change set', weight: 3, run: (client) => write(client, 2 + client.random.integer(4)) },
];

/** One list of each kind. */
export async function listEverything(client: Client): Promise<void> {
  for (const kind of kinds) await list(client, { kind });
}

function anyList({ random }: Client): ListRequest {
  return { kind: random.pick(kinds), ...(random.chance(0.25) && { colour: random.pick(colours) }) };
}

function pastRevision({ random, recorder }: Client): number {
  const { floor, highest } = recorder;
  // Now and then below the floor, where the answer must be that it is gone.
  const lowest = random.chance(0.05) ? Math.max(1, floor - 20) : Math.max(1, floor);
  return lowest + random.integer(Math.max(1, highest - lowest + 1));
}

/** What a fault may make of a read; its history is then as if it had not been asked. */
const excused = new Set(['SERVICE_UNAVAILABLE', 'TIMEOUT', 'TOO_MANY_REQUESTS']);

const getText = `query ($kind: String!, $name: String!, $namespace: String!, $at: String) {
  object(kind: $kind, name: $name, namespace: $namespace, at: $at) { ${objectFields} }
}`;

async function get(client: Client, at: number | undefined): Promise<boolean> {
  const { random, recorder } = client;
  const key = random.pick(client.keys);
  const begun = recorder.begin();
  const variables = { ...partsOf(key), namespace, ...(at !== undefined && { at: String(at) }) };
  const answer = await client.ask(getText, variables);
  const returnedAt = recorder.now();
  if (!answer) return false;
  if (answer.error && answer.error.code !== 'NOT_FOUND') return failed(client, begun, answer.error, at);
  const object = answer.data?.object as ShownObject | null | undefined;
  const seen = object ? seenIn(object) : undefined;
  recorder.reads.push({ ...begun, returnedAt, key, seen, ...(at !== undefined && { at }) });
  if (at === undefined) recorder.known.set(key, seen);
  return true;
}

const listText = `query (
  $kind: String!, $namespace: String!, $labels: String, $first: Int, $after: String, $at: String
) {
  objects(kind: $kind, namespace: $namespace, labelSelector: $labels, first: $first, after: $after, at: $at) {
    resourceVersion nodes { ${objectFields} } pageInfo { hasNextPage endCursor }
  }
}`;

interface Page {
  readonly resourceVersion: string;
  readonly nodes: readonly ShownObject[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface ListRequest {
  readonly kind: string;
  readonly colour?: string;
  readonly at?: number;
  readonly isPaged?: boolean;
}

/** The pages of a list may come from different processes. */
async function list(client: Client, { kind, colour, at, isPaged = false }: ListRequest): Promise<boolean> {
  const { recorder, keys } = client;
  const variables = {
    kind,
    namespace,
    ...(colour && { labels: `colour=${colour}` }),
    ...(isPaged && { first: Math.max(1, Math.ceil(keys.length / 6)) }),
  };
  const begun = recorder.begin();
  const items = new Map<string, Seen>();
  let revision = at;
  for (let after: string | null = null; ; ) {
    // A cursor holds its revision: the first page alone is asked for one.
    const where = after === null ? at !== undefined && { at: String(at) } : { after };
    const answer = await client.ask(listText, { ...variables, ...where });
    if (!answer) return false;
    if (answer.error) return failed(client, begun, answer.error, revision);
    const page = answer.data?.objects as Page;
    const pageRevision = Number(page.resourceVersion);
    revision ??= pageRevision;
    if (pageRevision !== revision) {
      recorder.surprise('list-snapshot', `list #${begun.id} at ${revision} went on at ${pageRevision}`);
    }
    for (const [key, seen] of seenAll(page.nodes)) items.set(key, seen);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    if (after === null) break;
  }
  note(client, { ...begun, returnedAt: recorder.now(), scope: scopeOf(kind, colour), revision, items }, at);
  return true;
}

function scopeOf(kind: string, colour: string | undefined): Scope {
  return { prefix: `${kind}/`, ...(colour && { suffix: `-${colour}` }) };
}

function note({ recorder }: Client, listed: ListOperation, at: number | undefined): void {
  recorder.lists.push({ ...listed, ...(at !== undefined && { at }) });
  recorder.saw(listed.revision);
  if (at !== undefined) return;
  for (const [key, seen] of listed.items) recorder.known.set(key, seen);
}

/** A read without a result: excused by a fault, by compaction, or not at all. */
function failed({ recorder }: Client, begun: Begun, { code, message }: GraphqlError, at: number | undefined): boolean {
  if (code === 'GONE' && at !== undefined) {
    recorder.expirations.push({ id: begun.id, at, returnedAt: recorder.now() });
    recorder.count('expired reads');
  } else if (!excused.has(code)) {
    recorder.surprise('unexpected-answer', `read #${begun.id}: ${code} ${message}`);
  }
  return false;
}

async function write(client: Client, size: number): Promise<boolean> {
  const { random, recorder, keys } = client;
  const begun = recorder.begin();
  const steps = random
    .sample(keys, size)
    .map((key, index) => planStep(random, key, recorder.known.get(key), `${begun.id}.${index}`));
  const outcome = await submit(client, begun, steps);
  return outcome.type !== 'unknown';
}

/**
 * A last change set that every watch shows a part of. It writes objects of its own, so that it can be tried again whatever
 * became of it. Returns its revision.
 */
export async function writeEnd(client: Client): Promise<number | undefined> {
  const begun = client.recorder.begin();
  const steps = kinds.flatMap((kind) =>
    colours.map((colour): Step => {
      const name = `${namePrefix}end-${begun.id}-${colour}`;
      return { type: 'create', key: `${kind}/${name}`, value: `${begun.id}.${kind}-${colour}` };
    }),
  );
  const outcome = await submit(client, begun, steps);
  return outcome.type === 'ok' ? outcome.revision : undefined;
}

async function submit(client: Client, begun: Begun, steps: readonly Step[]): Promise<WriteOutcome> {
  const { recorder } = client;
  const { query, variables } = planWrite(steps);
  const answer = await client.ask(query, variables);
  const outcome = outcomeOf(recorder, begun, answer);
  recorder.writes.push({ ...begun, returnedAt: recorder.now(), steps, outcome });
  recorder.count(`write ${outcome.type === 'refused' ? outcome.reason : outcome.type}`);
  if (outcome.type === 'ok') remember(recorder, steps, outcome.revision);
  return outcome;
}

function remember(recorder: Recorder, steps: readonly Step[], revision: number): void {
  recorder.saw(revision);
  for (const { key, value } of steps) {
    recorder.known.set(key, value === undefined ? undefined : { version: revision, value });
  }
}

const refusals: Readonly<Record<string, RefusalReason>> = {
  ALREADY_EXISTS: 'exists',
  CONFLICT: 'conflict',
  NOT_FOUND: 'not-found',
  SERVICE_UNAVAILABLE: 'unavailable',
  TOO_MANY_REQUESTS: 'unavailable',
};

/** The promise of `SERVICE_UNAVAILABLE` is that nothing was written; `TIMEOUT` promises nothing. */
function outcomeOf(recorder: Recorder, { id }: Begun, answer: Answer | undefined): WriteOutcome {
  const { error } = answer ?? {};
  const written = answer?.data?.write as { revision: string } | null | undefined;
  if (written && !error) return { type: 'ok', revision: Number(written.revision) };
  const reason = refusals[error?.code ?? ''];
  if (reason) return { type: 'refused', reason };
  if (error && error.code !== 'TIMEOUT') {
    recorder.surprise('unexpected-answer', `write #${id}: ${error.code} ${error.message}`);
  }
  return { type: 'unknown' };
}
