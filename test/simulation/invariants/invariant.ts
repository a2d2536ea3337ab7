// What must hold at any time, or in the end. An invariant is told what happens and reports what must not.
import type { Operation } from '@portolan/core/registry/operation.ts';
import type { ChangeSet, Revision, RevisionChanges, StoredObject } from '@portolan/core/store/store.ts';
import type { Model } from '../cluster/model.ts';

/** A change set that a process of the control plane got through. */
export interface Commit {
  readonly process: string;
  readonly set: ChangeSet;
  readonly revision: Revision;
}

/** What the feed brought to one cache. */
export interface Delivery {
  readonly watcher: string;
  readonly batch: readonly RevisionChanges[];
}

/** One call of a controller's `reconcile`. */
export interface Step {
  readonly process: string;
  readonly controller: string;
  readonly key: string;
  readonly number: number;
}

/** What a step tried to write, told when it knows what became of it. */
export interface Attempt {
  readonly step: Step;
  readonly operations: readonly Operation[];
  /** By admission, an answer about what was to be written. */
  readonly isRefused: boolean;
  /** When it began. */
  readonly atMs: number;
}

export interface RunningContainer {
  readonly node: string;
  readonly podUid: string;
  readonly container: string;
}

/** The cluster once nothing went wrong for long enough. */
export interface End {
  readonly model: Model;
  /** What was written within the minute after everything had settled. */
  readonly late: readonly RevisionChanges[];
  readonly nowMs: number;
}

export interface Invariant {
  readonly name: string;
  /** The model shows the revision already; `before` is what each changed object was. */
  onRevision?(entry: RevisionChanges, model: Model): Iterable<string>;
  onCommit?(commit: Commit, model: Model): Iterable<string>;
  onDelivery?(delivery: Delivery): Iterable<string>;
  /** The feed of a cache begins anew after this revision. */
  onFollow?(watcher: string, since: Revision): void;
  onAttempt?(attempt: Attempt): Iterable<string>;
  /** Now and then: what the runtimes of all nodes have. */
  onLook?(running: readonly RunningContainer[], model: Model): Iterable<string>;
  atEnd?(end: End): Iterable<string>;
}

export function nameOf({ key }: Pick<StoredObject, 'key'>): string {
  return `${key.kind} ${key.namespace === '' ? '' : `${key.namespace}/`}${key.name}`;
}
