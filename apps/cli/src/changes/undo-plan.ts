// What would take a change set back: a step for each object that it changed, or why there is none. Pure.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { OperationInput } from '@portolan/client/operations.ts';
import { changedName, type WholeChange } from './change-sets.ts';
import { asManifest, changedSince, type FieldConflict, isDesireChanged, takeBack } from './take-back.ts';

/** Its guard has the API refuse it once the object is not the one that the plan was made for. */
export interface UndoStep {
  /** `deployment.apps/web` */
  readonly name: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly before: ApiObject | undefined;
  readonly after: ApiObject | undefined;
  readonly input: OperationInput;
}

export interface UndoPlan {
  readonly steps: readonly UndoStep[];
  /** Objects that somebody has changed since: nothing is taken back then. */
  readonly conflicts: readonly string[];
  /** Objects that are left as they are. */
  readonly notes: readonly string[];
}

export interface ChangedSince {
  readonly change: WholeChange;
  /** Undefined for what is not there. */
  readonly current: ApiObject | undefined;
}

type Outcome = { readonly step: UndoStep } | { readonly conflict: string } | { readonly note: string };

/** The last change first: what was made for another goes before it. */
export function planUndo(changed: readonly ChangedSince[], revision: string): UndoPlan {
  const outcomes = changed.toReversed().map((each) => outcomeOf(each, revision));
  return {
    steps: outcomes.flatMap((each) => ('step' in each ? each.step : [])),
    conflicts: outcomes.flatMap((each) => ('conflict' in each ? each.conflict : [])),
    notes: outcomes.flatMap((each) => ('note' in each ? each.note : [])),
  };
}

function outcomeOf(changed: ChangedSince, revision: string): Outcome {
  const { change } = changed;
  if (change.type === 'ADDED') return takeBackCreation(changed, revision);
  if (change.type === 'DELETED' || beginsDeletion(change)) return takeBackDeletion(changed, revision);
  return takeBackUpdate(changed, revision);
}

/** An object that has to come to its end, or that somebody holds, is first marked and goes later. */
function beginsDeletion({ object, previous }: WholeChange): boolean {
  return object.metadata.deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined;
}

function takeBackCreation({ change, current }: ChangedSince, revision: string): Outcome {
  const name = changedName(change);
  const { uid } = change.object.metadata;
  if (!current) return { note: `${name} is gone already` };
  if (current.metadata.uid !== uid)
    return { conflict: `${name} is another object now, made after revision ${revision}` };
  if (current.metadata.deletionTimestamp) return { note: `${name} is being deleted already` };
  const since = changedSince(change.object, current);
  if (since.length > 0) return { conflict: conflictText(name, revision, since) };
  const preconditions = { ...(uid && { uid }), ...versionOf(current) };
  const input = { delete: { ...refOf(change), preconditions, propagation: 'BACKGROUND' as const } };
  return { step: { name, action: 'delete', before: current, after: undefined, input } };
}

function takeBackDeletion({ change, current }: ChangedSince, revision: string): Outcome {
  const name = changedName(change);
  const { object, previous } = change;
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller);
  if (owner) return { note: `${name} is left to ${owner.kind.toLowerCase()}/${owner.name}, which keeps it` };
  if (current?.metadata.uid === object.metadata.uid) {
    return { conflict: `${name} is still being deleted, which cannot be stopped: once it is gone it can be made anew` };
  }
  if (current) return { conflict: `${name} is there again, made after revision ${revision}` };
  const manifest = asManifest(previous ?? object);
  return {
    step: {
      name,
      action: 'create',
      before: undefined,
      after: manifest as ApiObject,
      input: { create: { object: manifest } },
    },
  };
}

function takeBackUpdate({ change, current }: ChangedSince, revision: string): Outcome {
  const name = changedName(change);
  const { object, previous } = change;
  if (!previous) return { conflict: `${name}: history no longer holds what it was before revision ${revision}` };
  if (!isDesireChanged(previous, object))
    return { note: `${name}: only its status was changed, which is not taken back` };
  if (!current) return { conflict: `${name} was deleted after revision ${revision}` };
  if (current.metadata.uid !== object.metadata.uid) {
    return { conflict: `${name} is another object now, made after revision ${revision}` };
  }
  const { object: next, isChanged, conflicts } = takeBack({ before: previous, after: object, current });
  if (conflicts.length > 0) return { conflict: conflictText(name, revision, conflicts) };
  if (!isChanged) return { note: `${name} is already as it was before` };
  return { step: { name, action: 'update', before: current, after: next, input: { update: { object: next } } } };
}

function refOf({ kind, namespace, name }: WholeChange) {
  return { kind, name, ...(namespace && { namespace }) };
}

function versionOf({ metadata: { resourceVersion } }: ApiObject) {
  return resourceVersion === undefined ? {} : { resourceVersion };
}

const shownFields = 3;
const longestValue = 60;

function conflictText(name: string, revision: string, conflicts: readonly FieldConflict[]): string {
  const fields = conflicts.slice(0, shownFields).map(({ field, is, was }) => {
    return `${field} is ${valueText(is)} and was ${valueText(was)}`;
  });
  const more = conflicts.length > shownFields ? `, and ${conflicts.length - shownFields} more fields` : '';
  return `${name} has been changed since revision ${revision}: ${fields.join(', ')}${more}`;
}

function valueText(value: unknown): string {
  const text = value === undefined ? 'not set' : JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
