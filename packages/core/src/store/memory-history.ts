// History in memory: the change sets above the floor in revision order, and every object's states for reads of the past.
import { type GroupKind, keyText, type ObjectKey } from '../resource/object.ts';
import { compareInKind } from './key-order.ts';
import { nameInKind } from './live-objects.ts';
import { tooOldError } from './read-bounds.ts';
import type { Revision, RevisionChanges, StoredObject } from './store.ts';
import { stateAfter } from './stored-object.ts';

interface State {
  readonly revision: Revision;
  /** Absent after a deletion. */
  readonly stored: StoredObject | undefined;
}

export class MemoryHistory {
  floor: Revision = 0;
  private floorAtMs = Number.NEGATIVE_INFINITY;
  /** Revisions are dense: `entries[i]` has the revision `floor + 1 + i`. */
  private entries: RevisionChanges[] = [];
  /** Per kind and name, oldest first; the first one is the state at the floor or the object's creation. */
  private readonly states = new Map<GroupKind, Map<string, State[]>>();

  get latest(): Revision {
    return this.floor + this.entries.length;
  }

  append(entry: RevisionChanges): void {
    const committedAtMs = Math.max(entry.committedAtMs, this.entries.at(-1)?.committedAtMs ?? this.floorAtMs);
    this.entries.push(Object.freeze({ ...entry, committedAtMs }));
    for (const change of entry.changes) {
      const stored = change.type === 'DELETED' ? undefined : stateAfter(change);
      this.statesOf(change.key).push({ revision: entry.revision, stored });
    }
  }

  /** Whole revisions, at least one if there is any, until about `limit` changes. */
  after(since: Revision, limit: number): RevisionChanges[] {
    const found: RevisionChanges[] = [];
    let size = 0;
    for (let at = since - this.floor; at < this.entries.length && size < limit; at++) {
      const entry = this.entries[at];
      if (!entry) break;
      found.push(entry);
      size += entry.changes.length;
    }
    return found;
  }

  lastOf(key: ObjectKey, limit: number): RevisionChanges[] {
    const found: RevisionChanges[] = [];
    for (let at = this.entries.length - 1; at >= 0 && found.length < limit; at--) {
      const entry = this.entries[at];
      const change = entry?.changes.find((each) => keyText(each.key) === keyText(key));
      if (!entry || !change) continue;
      const { previous: _, ...state } = change;
      found.push({ ...entry, changes: [state] });
    }
    return found.reverse();
  }

  stateAt(key: ObjectKey, at: Revision): StoredObject | undefined {
    return lastUpTo(this.states.get(key.kind)?.get(nameInKind(key)) ?? [], at);
  }

  listAt(kind: GroupKind, at: Revision): StoredObject[] {
    const found = [...(this.states.get(kind)?.values() ?? [])].flatMap((states) => lastUpTo(states, at) ?? []);
    return found.sort((a, b) => compareInKind(a.key, b.key));
  }

  /** Kinds that have an object or had one in retained history. */
  kindNames(): GroupKind[] {
    return [...this.states.keys()];
  }

  revisionAt(timeMs: number): Revision {
    if (timeMs < this.floorAtMs) throw tooOldError(this.floor - 1, this.floor);
    let from = 0;
    let to = this.entries.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.entries[middle]?.committedAtMs ?? timeMs) <= timeMs) from = middle + 1;
      else to = middle;
    }
    return this.floor + from;
  }

  compact(floor: Revision): void {
    if (floor <= this.floor) return;
    const dropped = this.entries.splice(0, floor - this.floor);
    this.floorAtMs = dropped.at(-1)?.committedAtMs ?? this.floorAtMs;
    this.floor = floor;
    for (const [kind, byName] of this.states) {
      for (const [name, states] of byName) {
        const next = states.findIndex(({ revision }) => revision > floor);
        const keep = (next < 0 ? states.length : next) - 1;
        if (keep > 0) states.splice(0, keep);
        if (states.length === 1 && !states[0]?.stored && (states[0]?.revision ?? 0) <= floor) byName.delete(name);
      }
      if (byName.size === 0) this.states.delete(kind);
    }
  }

  private statesOf(key: ObjectKey): State[] {
    let byName = this.states.get(key.kind);
    if (!byName) {
      byName = new Map();
      this.states.set(key.kind, byName);
    }
    const name = nameInKind(key);
    let states = byName.get(name);
    if (!states) {
      states = [];
      byName.set(name, states);
    }
    return states;
  }
}

function lastUpTo(states: readonly State[], at: Revision): StoredObject | undefined {
  return states.findLast(({ revision }) => revision <= at)?.stored;
}
