// Change sets, as the API keeps them.

export interface ChangeSet {
  readonly revision: string;
  readonly at: string;
  readonly actor: string;
  readonly verb: string;
  readonly reason: string | null;
  readonly changes: readonly Change[];
}

export interface Change {
  readonly type: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

export interface ChangesAnswer {
  readonly changes: { readonly nodes: readonly ChangeSet[] } | null;
}

export interface ChangesVariables {
  readonly first: number;
  readonly until?: string;
}

/** The latest; at a past revision those before it. What lies further back than `first` before a past time is not known. */
export function changesVariables(first: number, at: string): ChangesVariables {
  return /^\d{1,15}$/.test(at) ? { first, until: at } : { first };
}

export const changesDocument = `query($first: Int!, $until: String) {
  changes(first: $first, until: $until) { nodes { revision at actor verb reason changes { type kind namespace name } } }
}`;

/** Controllers and nodes write all the time; what people and their scripts did is what one looks for. */
export function isByPerson({ actor }: ChangeSet): boolean {
  return !actor.startsWith('system:');
}

/**
 * What one actor did to many objects of a kind and namespace, one revision after the other, is one entry: that of the
 * newest revision with the changes of all. Takes and gives the newest first.
 */
export function mergeRuns(sets: readonly ChangeSet[]): readonly ChangeSet[] {
  const merged: ChangeSet[] = [];
  for (const set of sets) {
    const last = merged.at(-1);
    if (last && deedOf(last) === deedOf(set)) {
      merged[merged.length - 1] = { ...last, changes: [...last.changes, ...set.changes] };
    } else {
      merged.push(set);
    }
  }
  return merged;
}

function deedOf({ actor, verb, reason, changes }: ChangeSet): string {
  const places = changes.map(({ type, kind, namespace }) => `${type} ${kind} ${namespace}`);
  return JSON.stringify([actor, verb, reason, [...new Set(places)]]);
}

/** Those that a page at this moment shows, the newest first; an empty moment is now. */
export function changesUntil(sets: readonly ChangeSet[], at: string): readonly ChangeSet[] {
  const isShown = ({ revision, at: time }: ChangeSet) =>
    /^\d{1,15}$/.test(at) ? Number(revision) <= Number(at) : Date.parse(time) <= Date.parse(at);
  return sets.filter((set) => at === '' || isShown(set)).sort((a, b) => Number(b.revision) - Number(a.revision));
}

/** `Deployment shop/web` */
export function subjectText({ kind, namespace, name }: Change): string {
  return `${kind.split('.')[0]} ${namespace ? `${namespace}/` : ''}${name}`;
}
