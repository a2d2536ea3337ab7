// What the system must know of a kind beside its schema: one KindDefinition per folder under kinds/.
import type { FieldError } from './field-error.ts';
import { type ApiObject, type GroupKind, groupKindOf, parseApiVersion } from './object.ts';

/** A column of `get` tables, as Kubernetes prints it. */
export interface Column {
  readonly name: string;
  /** Only with `-o wide`. */
  readonly wide?: boolean;
  /** The cell's text; `<none>` and the like included. `now` in milliseconds since the epoch. */
  cell(object: ApiObject, now: number): string;
}

/** Where the scale sub-resource finds its parts, as dotted field paths. */
export interface ScalePaths {
  readonly specReplicas: string;
  readonly statusReplicas: string;
  /** A label selector object or a plain map of labels. */
  readonly selector: string;
}

/** Something only one object of the cluster may have: an address, a port. */
export interface Claim {
  /** Unique over all kinds: `cluster-ip.127.96.0.10`. */
  readonly name: string;
  /** What the client hears when another object has it. */
  readonly taken: FieldError;
}

/** What is there to be allocated. */
export interface Vacancies {
  isFree(claimName: string): boolean;
  /** Uniform in [0, 1). */
  random(): number;
}

export interface KindDefinition<T extends ApiObject = ApiObject> {
  readonly group: string;
  /** The served and stored version. */
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  /** `all` for what `get all` shows. */
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Status is a sub-resource: ordinary writes cannot change it, status writes change nothing else. */
  readonly hasStatus: boolean;
  readonly scale?: ScalePaths;
  /** `spec.finalizers` is a sub-resource: no other write changes it. */
  readonly hasFinalize?: boolean;
  /** Whether `metadata.generation` counts changes of what is outside metadata and status. */
  readonly countsGenerations: boolean;
  /** Whether it counts changes of the annotations too: a deployment hands its own on to its replica sets. */
  readonly generationCountsAnnotations?: boolean;
  /** Whether a status write may bring annotations along: a deployment's revision is told with its status. */
  readonly statusCarriesAnnotations?: boolean;
  /** Whether a client may set the status with the object: a node registers with what it has. */
  readonly keepsStatusAtCreation?: boolean;
  /** Form of names; `dns1123Subdomain` unless told. */
  readonly nameForm?: 'dns1123Subdomain' | 'dns1123Label' | 'dns1035Label' | 'pathSegment';
  /**
   * How long a deletion leaves the object to end, of `wantedSeconds` or by itself; 0 removes it at once. Only pods have a
   * grace period.
   */
  readonly gracePeriodSeconds?: (object: T, wantedSeconds?: number) => number;
  /** Whether something beside `metadata.finalizers` keeps a deleted object alive (a namespace's `spec.finalizers`). */
  blocksDeletion?(object: T): boolean;
  /** Shows in the object, in place, that its deletion has begun (a namespace's phase). */
  markDeleting?(object: T): void;
  /** Fills Kubernetes' defaults in place. Runs before validation on every write; must change nothing when run twice. */
  applyDefaults(object: T): void;
  /** Nothing in the status has a default: a status write takes the rest of the object as it is stored, and shares it. */
  readonly statusHasNoDefaults?: boolean;
  /** Drops or sets what a client may not choose at creation, in place (status, allocated fields). Status is dropped before. */
  prepareForCreate?(object: T): void;
  /** The same for an update of the main resource; metadata and status are already carried over from `old`. */
  prepareForUpdate?(object: T, old: T): void;
  prepareForStatusUpdate?(object: T, old: T): void;
  /** Fills in, in place, what the cluster hands out and the client left open; before validation. */
  allocate?(object: T, vacancies: Vacancies): void;
  /** What the object has for itself alone: taken with its creation or change, and free again when it goes. */
  claims?(object: T): readonly Claim[];
  /** Everything but metadata, which the registry validates for all kinds. */
  validate(object: T): FieldError[];
  /** What only a new object may not have; `validate` has run on it too. */
  validateCreate?(object: T): FieldError[];
  /** What an update may not do; `validate` has run on the new object too. */
  validateUpdate?(object: T, old: T): FieldError[];
  validateStatusUpdate?(object: T, old: T): FieldError[];
  /** The table that `get` prints, in order and whole: NAME and AGE are in it (see kinds/columns.ts). */
  readonly columns: readonly Column[];
}

/**
 * A kind whose stored form is another kind's: the same objects under an older group (`v1/Event` is stored as
 * `events.k8s.io/v1/Event`).
 */
export interface KindAlias {
  readonly apiVersion: string;
  readonly kind: string;
  /** Rewrites a manifest of the alias to the stored form; changes nothing in its argument. */
  convert(object: ApiObject): ApiObject;
}

/** Lets a folder state its object type once; the list of kinds holds every definition under the common type. */
export function defineKind<T extends ApiObject>(definition: KindDefinition<T>): KindDefinition {
  return definition as unknown as KindDefinition; // Sound: the registry hands a definition only objects of its own kind.
}

export function groupKind(definition: KindDefinition): GroupKind {
  return groupKindOf(definition.group, definition.kind);
}

/** `pods`, `deployments.apps`: how errors and access rules name a kind. */
export function resourceName(definition: KindDefinition): string {
  return groupKindOf(definition.group, definition.plural);
}

/** The kinds a control plane serves, looked up by any name people use. */
export class KindList {
  readonly all: readonly KindDefinition[];
  readonly aliases: readonly KindAlias[];
  private readonly byGroupKind: ReadonlyMap<GroupKind, KindDefinition>;

  constructor(all: readonly KindDefinition[], aliases: readonly KindAlias[] = []) {
    this.all = all;
    this.aliases = aliases;
    this.byGroupKind = new Map(all.map((each) => [groupKind(each), each]));
  }

  find(kind: GroupKind): KindDefinition | undefined {
    return this.byGroupKind.get(kind);
  }

  findFor(object: { apiVersion: string; kind: string }): KindDefinition | undefined {
    const { group, version } = parseApiVersion(object.apiVersion);
    const definition = this.byGroupKind.get(groupKindOf(group, object.kind));
    return definition?.version === version ? definition : undefined;
  }

  findAlias(object: { apiVersion: string; kind: string }): KindAlias | undefined {
    return this.aliases.find((each) => each.apiVersion === object.apiVersion && each.kind === object.kind);
  }
}
