// What one change set may be made of, and what comes back.
import type { Manifest } from '../resource/manifest.ts';
import type { AnyObject, GroupKind } from '../resource/object.ts';
import type { Revision } from '../store/store.ts';

/** `finalize`: what the system waits for before a namespace may go, `spec.finalizers`, and nothing else. */
export type Subresource = 'status' | 'scale' | 'finalize';
export type PatchType = 'json' | 'merge' | 'strategic';
/** How unknown and duplicate fields are met: refused with their paths, reported as warnings, or dropped in silence. */
export type FieldValidation = 'STRICT' | 'WARN' | 'IGNORE';
export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export interface ObjectRef {
  readonly kind: GroupKind;
  /** Ignored for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly name: string;
}

/** An object must still be the one that was seen, as Kubernetes' Preconditions. */
export interface Preconditions {
  readonly uid?: string;
  readonly resourceVersion?: string;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: Preconditions;
  readonly propagation?: Propagation;
}

export type Operation =
  | { readonly verb: 'create'; readonly manifest: Manifest }
  | { readonly verb: 'update'; readonly manifest: Manifest; readonly subresource?: Subresource }
  | {
      readonly verb: 'patch';
      readonly ref: ObjectRef;
      readonly patchType: PatchType;
      readonly patch: unknown;
      readonly subresource?: Subresource;
    }
  /** Server-side apply: creates what does not exist. `force` takes fields from their other managers. */
  | {
      readonly verb: 'apply';
      readonly manifest: Manifest;
      readonly force?: boolean;
      readonly subresource?: Subresource;
    }
  | ({ readonly verb: 'delete'; readonly ref: ObjectRef } & DeleteOptions)
  /** Assigns a pod that has no node yet; `uid`: it must still be this one. */
  | {
      readonly verb: 'bind';
      readonly ref: { readonly namespace?: string; readonly name: string };
      readonly node: string;
      readonly uid?: string;
    };

export interface ExecuteOptions {
  /** Everything but the write happens, and the answer shows what would be stored. */
  readonly dryRun?: boolean;
  readonly fieldValidation?: FieldValidation;
  /** Namespace of manifests that name none. */
  readonly defaultNamespace?: string;
  /** Why, for history. */
  readonly reason?: string;
}

/** `terminating`: the deletion was accepted and waits for a grace period or finalizers. */
export type Outcome = 'created' | 'configured' | 'unchanged' | 'deleted' | 'terminating';

export interface OperationResult {
  readonly outcome: Outcome;
  /** As stored, frozen; a deleted object in its last state. */
  readonly object: AnyObject;
  readonly warnings: readonly string[];
}

export interface ExecuteResult {
  /** The change set's revision; the current one when nothing changed. */
  readonly revision: Revision;
  /** One per operation, in order. */
  readonly results: readonly OperationResult[];
}

export interface ListOptions {
  readonly kind: GroupKind;
  /** All namespaces when absent. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** Terms on any scalar path: `spec.nodeName=n1,status.phase!=Running,spec.replicas>3,metadata.name in (a,b)`. */
  readonly fieldSelector?: string;
  /** Field paths, each ascending unless it begins with `-`. Ties keep key order. */
  readonly orderBy?: readonly string[];
  readonly limit?: number;
  /** The `continue` of the page before. Pages stay on the first page's revision. */
  readonly continueToken?: string;
  /** A revision, or a moment as RFC 3339. */
  readonly at?: string;
}

export interface ListPage {
  readonly revision: Revision;
  /** How many items of the list come before this page. */
  readonly position: number;
  readonly items: readonly AnyObject[];
  /** How many items match in all, on every page of this revision. */
  readonly total: number;
  /** Present when more items follow. */
  readonly continueToken?: string;
}
