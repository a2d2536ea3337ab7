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

export const changesDocument = `query($first: Int!) {
  changes(first: $first) { nodes { revision at actor verb reason changes { type kind namespace name } } }
}`;

/** Controllers and nodes write all the time; what people and their scripts did is what one looks for. */
export function isByPerson({ actor }: ChangeSet): boolean {
  return !actor.startsWith('system:');
}

/** `Deployment shop/web` */
export function subjectText({ kind, namespace, name }: Change): string {
  return `${kind.split('.')[0]} ${namespace ? `${namespace}/` : ''}${name}`;
}
