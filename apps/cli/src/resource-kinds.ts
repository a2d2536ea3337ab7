// The kinds that the server serves, found by any name that people use for them.

import type { Cli } from './cli.ts';
import { CommandError } from './failures.ts';

export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  /** `deployments.apps`: as errors and access rules name it, and as the API finds it. */
  readonly resource: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
}

/** What output needs to know of kinds. */
export type KindNames = { ofManifest(object: TypeMeta): KindName };
/** As `deployment.apps` names it. */
export type KindName = Pick<ResourceKind, 'singular' | 'group'>;

interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Without asking the server, for kinds that the command itself makes: of all of them the name is the kind's in small letters. */
export const ownKindNames: KindNames = {
  ofManifest: ({ apiVersion, kind }) => ({
    singular: kind.toLowerCase(),
    group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '',
  }),
};

const kindsDocument = `query Kinds {
  kinds {
    group version apiVersion kind plural singular resource shortNames categories namespaced verbs subresources
  }
}`;

export class ResourceKinds {
  readonly all: readonly ResourceKind[];

  constructor(all: readonly ResourceKind[]) {
    this.all = all;
  }

  /** `pods`, `po`, `pod`, `Pod`, `deployments.apps`, `deployments.v1.apps`. Throws CommandError. */
  byName(word: string): ResourceKind {
    const found = this.find(word);
    if (found) return found;
    const near = this.nearest(word);
    const hint = near ? `\nDid you mean "${near}"?` : '';
    throw new CommandError(`the server doesn't have a resource type "${word}"${hint}`);
  }

  find(word: string): ResourceKind | undefined {
    const wanted = word.toLowerCase();
    return this.all.find((each) => namesOf(each).includes(wanted));
  }

  /** A category such as `all` stands for several kinds. Throws CommandError. */
  byNameOrCategory(word: string): readonly ResourceKind[] {
    if (this.find(word)) return [this.byName(word)];
    const members = this.all.filter(({ categories }) => categories.includes(word.toLowerCase())).sort(byGroup);
    return members.length > 0 ? members : [this.byName(word)];
  }

  /** The kind of a manifest. Throws CommandError. */
  ofManifest({ apiVersion, kind }: TypeMeta): ResourceKind {
    const found = this.all.find((each) => each.apiVersion === apiVersion && each.kind === kind);
    // v1 Events are kept as events.k8s.io.
    const alias = found ?? (apiVersion === 'v1' && kind === 'Event' ? this.find('events') : undefined);
    if (alias) return alias;
    throw new CommandError(
      `resource mapping not found: no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    );
  }

  private nearest(word: string): string | undefined {
    const wanted = word.toLowerCase();
    const near = this.all.map(({ plural }) => ({ plural, distance: editDistance(wanted, plural) }));
    const [best] = near.sort((a, b) => a.distance - b.distance);
    return best && best.distance <= 2 ? best.plural : undefined;
  }
}

/** The core group first, as kubectl lists them. */
export function byGroup(a: ResourceKind, b: ResourceKind): number {
  if (a.group !== b.group) return a.group < b.group ? -1 : 1;
  return a.plural < b.plural ? -1 : 1;
}

function namesOf({ group, version, kind, plural, singular, shortNames }: ResourceKind): string[] {
  const plain = [plural, singular, kind.toLowerCase(), ...shortNames];
  const qualified = [plural, singular].flatMap((name) => [
    group ? `${name}.${group}` : name,
    `${name}.${version}.${group}`,
    `${name}.${version}${group ? '.' : ''}${group}`,
  ]);
  return [...plain, ...qualified];
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

export async function loadKinds(cli: Cli): Promise<ResourceKinds> {
  const client = await cli.connect();
  const { kinds } = await client.request<{ kinds: ResourceKind[] }>(kindsDocument, {}, cli.request);
  return new ResourceKinds(kinds);
}
