import { describe, expect, it } from 'vitest';
import type { AnyObject } from '../resource/object.ts';
import type { Change, ChangeType, StoredObject } from '../store/store.ts';
import { type KindSelection, lacksPrevious, type Selection, selectEvent } from './watch-selection.ts';

function pod(labels: Record<string, string>, revision: number): AnyObject {
  const metadata = { name: 'web-0', namespace: 'shop', uid: 'u1', labels, resourceVersion: String(revision) };
  return { apiVersion: 'v1', kind: 'Pod', metadata };
}

function stored(object: AnyObject): StoredObject {
  const key = { kind: 'Pod', namespace: 'shop', name: 'web-0' };
  return { key, uid: 'u1', revision: Number(object.metadata.resourceVersion), object };
}

function change(type: ChangeType, object: AnyObject, previous?: AnyObject): Change {
  return { ...stored(object), type, position: 0, ...(previous && { previous: stored(previous) }) };
}

function selection(scope: Partial<KindSelection> = {}): Selection {
  return new Map([['Pod', { pinned: new Map(), ...scope }]]);
}

const web = selection({ matches: ({ metadata }) => metadata.labels?.app === 'web' });

const inside = { app: 'web' };
const outside = { app: 'db' };

describe('selectEvent', () => {
  it.each<[string, Change, ChangeType | undefined]>([
    ['shows a new object that is selected', change('ADDED', pod(inside, 5)), 'ADDED'],
    ['hides a new object that is not selected', change('ADDED', pod(outside, 5)), undefined],
    ['shows a change inside the selected set', change('MODIFIED', pod(inside, 5), pod(inside, 4)), 'MODIFIED'],
    ['hides a change outside the selected set', change('MODIFIED', pod(outside, 5), pod(outside, 4)), undefined],
    ['shows an object that enters as ADDED', change('MODIFIED', pod(inside, 5), pod(outside, 4)), 'ADDED'],
    ['shows an object that leaves as DELETED', change('MODIFIED', pod(outside, 5), pod(inside, 4)), 'DELETED'],
    ['shows the deletion of a selected object', change('DELETED', pod(inside, 5), pod(inside, 4)), 'DELETED'],
    ['hides the deletion of another object', change('DELETED', pod(outside, 5), pod(outside, 4)), undefined],
    ['shows a deletion whose former state is not known', change('DELETED', pod(inside, 5)), 'DELETED'],
  ])('%s', (_, given, expected) => {
    expect(selectEvent(web, given)?.type).toBe(expected);
  });

  it('shows a leaving object in its last selected state, at the revision of its leaving', () => {
    const event = selectEvent(web, change('MODIFIED', pod(outside, 5), pod(inside, 4)));
    expect(event?.object.metadata).toMatchObject({ labels: inside, resourceVersion: '5' });
  });

  it('passes events through unchanged when there are no selectors', () => {
    const given = change('MODIFIED', pod(outside, 5), pod(inside, 4));
    expect(selectEvent(selection(), given)).toEqual({ type: 'MODIFIED', object: given.object });
  });

  it('hides other kinds and other namespaces', () => {
    const given = change('ADDED', pod(inside, 5));
    expect(selectEvent(new Map([['Node', { pinned: new Map() }]]), given)).toBeUndefined();
    expect(selectEvent(selection({ namespace: 'other' }), given)).toBeUndefined();
    expect(selectEvent(selection({ namespace: 'shop' }), given)?.type).toBe('ADDED');
  });
});

describe('lacksPrevious', () => {
  it('asks for the former state only where a selector needs it', () => {
    const blind = change('MODIFIED', pod(inside, 5));
    expect(lacksPrevious(web, blind)).toBe(true);
    expect(lacksPrevious(selection(), blind)).toBe(false);
    expect(lacksPrevious(web, change('MODIFIED', pod(inside, 5), pod(inside, 4)))).toBe(false);
    expect(lacksPrevious(web, change('ADDED', pod(inside, 5)))).toBe(false);
  });
});
