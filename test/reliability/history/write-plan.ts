// Which writes clients try: mostly such that can succeed by what was last heard of the object, some that cannot.
import type { SeededRandom } from '../seeded-random.ts';
import type { Seen, Step } from './history.ts';
import { colours, manifestOf, namespace, partsOf } from './objects.ts';

export interface WritePlan {
  readonly query: string;
  readonly variables: object;
}

type Draft = Pick<Step, 'type'> & { readonly guard: 'none' | 'known' | 'stale' };

/** Each as likely as it occurs. */
const draftsForPresent: readonly Draft[] = [
  ...repeat(10, { type: 'update', guard: 'known' }),
  ...repeat(2, { type: 'update', guard: 'none' }),
  ...repeat(2, { type: 'update', guard: 'stale' }),
  ...repeat(3, { type: 'delete', guard: 'known' }),
  ...repeat(1, { type: 'delete', guard: 'none' }),
  ...repeat(1, { type: 'create', guard: 'none' }),
];
const draftsForAbsent: readonly Draft[] = [
  ...repeat(8, { type: 'create', guard: 'none' }),
  ...repeat(1, { type: 'update', guard: 'none' }),
  ...repeat(1, { type: 'delete', guard: 'none' }),
];

function repeat(count: number, draft: Draft): Draft[] {
  return Array.from({ length: count }, () => draft);
}

/** `id` makes its value unique. */
export function planStep(random: SeededRandom, key: string, known: Seen | undefined, id: string): Step {
  const { type, guard } = random.pick(known ? draftsForPresent : draftsForAbsent);
  const expected = known && guard !== 'none' ? known.version - (guard === 'stale' ? 1 + random.integer(5) : 0) : 0;
  return {
    type,
    key,
    ...(expected > 0 && { expected }),
    ...(type !== 'delete' && { value: `${id}-${random.pick(colours)}` }),
  };
}

const commitText = `mutation ($operations: [OperationInput!]!) {
  write: commit(operations: $operations) { revision }
}`;
const createText = 'mutation ($objects: [JSON!]!) { write: create(objects: $objects) { revision } }';
const updateText = 'mutation ($objects: [JSON!]!) { write: update(objects: $objects) { revision } }';
const deleteText = 'mutation ($refs: [ObjectRefInput!]) { write: deleteObjects(refs: $refs) { revision } }';

/** One change set; a lone step goes through the verb of its own where that can say the same. */
export function planWrite(steps: readonly Step[]): WritePlan {
  const [only] = steps;
  if (steps.length > 1 || !only || (only.type === 'delete' && only.expected !== undefined)) {
    return { query: commitText, variables: { operations: steps.map(operationOf) } };
  }
  const { type, key, value = '', expected } = only;
  if (type === 'delete') return { query: deleteText, variables: { refs: [{ ...partsOf(key), namespace }] } };
  const objects = [manifestOf(key, value, expected)];
  return { query: type === 'create' ? createText : updateText, variables: { objects } };
}

function operationOf({ type, key, value = '', expected }: Step): object {
  if (type !== 'delete') return { [type]: { object: manifestOf(key, value, expected) } };
  const preconditions = expected === undefined ? {} : { preconditions: { resourceVersion: String(expected) } };
  return { delete: { ...partsOf(key), namespace, ...preconditions } };
}
