// JSON patch (RFC 6902) as Kubernetes applies it: negative indexes count from the end, and `replace` sets a field of an
// object that is not there yet. Every step works on one draft, which copies a container before it first writes to it.
import { ApiError, badRequestError } from '../api-error.ts';
import { deepEqual } from '../equality.ts';
import { isJsonObject, type JsonObject, kindShown } from '../json-value.ts';
import { addTo, Draft, readAt, removeFrom, replaceIn, StepFailure } from './json-draft.ts';

const maxSteps = 10_000;

interface Step {
  readonly op: string;
  readonly path: string;
  readonly from: string | undefined;
  readonly value: unknown;
}

/** The result shares what the patch does not touch. A step that cannot be done, a failed test included, is Invalid. */
export function applyJsonPatch(document: JsonObject, patch: unknown): JsonObject {
  const steps = decodeSteps(patch);
  const draft = new Draft(document);
  for (const [index, step] of steps.entries()) runStep(draft, step, index);
  if (!isJsonObject(draft.root)) throw rejection(steps.length - 1, `the patched document is ${kindShown(draft.root)}`);
  return draft.root;
}

function decodeSteps(patch: unknown): Step[] {
  if (!Array.isArray(patch)) {
    throw badRequestError(`error decoding patch: a JSON patch must be an array, got ${kindShown(patch)}`);
  }
  if (patch.length > maxSteps) {
    const message = `The allowed maximum operations in a JSON patch is ${maxSteps}, got ${patch.length}`;
    throw new ApiError('RequestEntityTooLarge', message);
  }
  return patch.map((step: unknown, index) => decodeStep(step, index));
}

function decodeStep(step: unknown, index: number): Step {
  if (!isJsonObject(step)) throw badStep(index, `must be an object, got ${kindShown(step)}`);
  const { op, path, from, value } = step;
  if (typeof op !== 'string') throw badStep(index, `op must be a string, got ${kindShown(op)}`);
  if (typeof path !== 'string') throw badStep(index, `path must be a string, got ${kindShown(path)}`);
  if (from !== undefined && typeof from !== 'string')
    throw badStep(index, `from must be a string, got ${kindShown(from)}`);
  return { op, path, from, value: value ?? null };
}

function badStep(index: number, why: string): ApiError {
  return badRequestError(`error decoding patch: operation ${index}: ${why}`);
}

/** Kubernetes gives only the first half of the message; the cause says which step failed and why. */
function rejection(index: number, why: string): ApiError {
  const message = `the server rejected our request due to an error in our request: ${why}`;
  return new ApiError('Invalid', message, {
    causes: [{ reason: 'FieldValueInvalid', field: `patch[${index}]`, message: why }],
  });
}

function runStep(draft: Draft, step: Step, index: number): void {
  const run = stepRunners.get(step.op);
  if (!run) throw rejection(index, `Unexpected kind: ${step.op}`);
  try {
    run(draft, step);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    throw rejection(index, error.message);
  }
}

const stepRunners = new Map<string, (draft: Draft, step: Step) => void>([
  ['add', (draft, { path, value }) => addTo(draft, { op: 'add', path, value })],
  ['remove', (draft, { path }) => removeFrom(draft, { op: 'remove', path })],
  ['replace', (draft, { path, value }) => replaceIn(draft, { op: 'replace', path, value })],
  ['move', runMove],
  ['copy', runCopy],
  ['test', runTest],
]);

function runMove(draft: Draft, { path, from = missingFrom('move') }: Step): void {
  if (path.startsWith(`${from}/`)) throw new StepFailure(`move operation cannot move '${from}' into itself: ${path}`);
  const value = readAt(draft, { op: 'move', path: from });
  if (value === undefined)
    throw new StepFailure(`move operation does not apply: doc is missing from path: ${from}: missing value`);
  removeFrom(draft, { op: 'move', path: from });
  addTo(draft, { op: 'move', path, value });
}

function runCopy(draft: Draft, { path, from = missingFrom('copy') }: Step): void {
  const value = readAt(draft, { op: 'copy', path: from });
  if (value === undefined)
    throw new StepFailure(`copy operation does not apply: doc is missing from path: ${from}: missing value`);
  addTo(draft, { op: 'copy', path, value: draft.duplicate(value) });
}

function missingFrom(op: string): never {
  throw new StepFailure(`${op} operation failed to decode from: missing value`);
}

function runTest(draft: Draft, { path, value }: Step): void {
  const found = readAt(draft, { op: 'test', path }) ?? null;
  if (!deepEqual(found, value)) throw new StepFailure(`testing value ${path} failed: test failed`);
}
