import type { AnyObject } from '@portolan/core/resource/object.ts';
import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { createMemoryStore } from '@portolan/core/store/memory-store.ts';
import type { Store, Write } from '@portolan/core/store/store.ts';
import { WatchCache } from '@portolan/core/store/watch-cache.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { bearerSecret, newBearerToken } from './bearer-token.ts';
import { bootstrapSecret, newBootstrapToken, parseBootstrapToken } from './bootstrap-token.ts';
import { secretData } from './secret-data.ts';
import { TokenIndex } from './token-index.ts';

const identity = { user: 'ada', groups: ['authors', 'readers'] };
const future = '2026-01-01T01:00:00Z';

let clock: VirtualClock;
let store: Store;
let cache: WatchCache;
let tokens: TokenIndex;

beforeEach(async () => {
  clock = new VirtualClock();
  store = createMemoryStore(clock);
  cache = await WatchCache.start(store, { clock });
  tokens = new TokenIndex(cache, clock);
});

async function write(op: 'create' | 'update' | 'delete', object: AnyObject): Promise<void> {
  const { name, namespace = '' } = object.metadata;
  const key = { kind: 'Secret', namespace, name };
  const stored = { ...object, metadata: { ...object.metadata, uid: `uid-${name}` } };
  const step: Record<typeof op, Write> = {
    create: { op: 'create', key, object: stored },
    update: { op: 'update', key, object: stored, guard: {} },
    delete: { op: 'delete', key, guard: {} },
  };
  const result = await store.commit({ writes: [step[op]], origin: { actor: 'test', verb: op } });
  if (!result.ok) throw new Error(JSON.stringify(result.refused));
  await cache.waitFor(result.revision);
}

describe('bearer tokens', () => {
  it('are found by what their Secret says, and by nothing near it', async () => {
    const token = newBearerToken();
    await write('create', bearerSecret({ name: 'ada', token, identity }));
    expect(tokens.find(token)?.identity).toEqual({
      user: 'ada',
      groups: ['authors', 'readers', 'system:authenticated'],
    });
    expect(tokens.find(`${token}x`)).toBeUndefined();
    expect(tokens.find(token.slice(0, -1))).toBeUndefined();
  });

  it('that were there before the index are found as well', async () => {
    const token = newBearerToken();
    await write('create', bearerSecret({ name: 'ada', token, identity }));
    expect(new TokenIndex(cache, clock).find(token)).toBeDefined();
  });

  it('end when they expire, when their Secret is deleted, and when it comes to mean somebody else', async () => {
    const [expiring, deleted, changed] = [newBearerToken(), newBearerToken(), newBearerToken()] as const;
    await write('create', bearerSecret({ name: 'a', token: expiring, identity, expiration: future }));
    await write('create', bearerSecret({ name: 'b', token: deleted, identity }));
    await write('create', bearerSecret({ name: 'c', token: changed, identity }));
    const grants = [tokens.find(expiring), tokens.find(deleted), tokens.find(changed)];
    expect(grants.map((grant) => grant?.isValid())).toEqual([true, true, true]);
    clock.advance(3_600_000);
    await write('delete', bearerSecret({ name: 'b', token: deleted, identity }));
    await write('update', bearerSecret({ name: 'c', token: changed, identity: { user: 'bob', groups: [] } }));
    expect(grants.map((grant) => grant?.isValid())).toEqual([false, false, false]);
    expect([tokens.find(expiring), tokens.find(deleted)]).toEqual([undefined, undefined]);
    expect(tokens.find(changed)?.identity.user).toBe('bob');
  });

  it('stay good when only metadata of their Secret changes', async () => {
    const token = newBearerToken();
    const secret = bearerSecret({ name: 'ada', token, identity });
    await write('create', secret);
    const grant = tokens.find(token);
    await write('update', { ...secret, metadata: { ...secret.metadata, labels: { team: 'a' } } });
    expect(grant?.isValid()).toBe(true);
  });

  it('are not read from other namespaces or other types', async () => {
    const token = newBearerToken();
    const secret = bearerSecret({ name: 'ada', token, identity });
    await write('create', { ...secret, metadata: { name: 'ada', namespace: 'shop' } });
    await write('create', { ...secret, type: 'Opaque' });
    expect(tokens.find(token)).toBeUndefined();
  });
});

describe('join tokens', () => {
  const create = async (changes: Record<string, string> = {}) => {
    const token = newBootstrapToken();
    const secret = bootstrapSecret({ ...token, expiration: future });
    await write('create', { ...secret, data: { ...(secret.data as object), ...secretData(changes) } });
    return `${token.id}.${token.secret}`;
  };

  it('authenticate as bootstrappers until they expire', async () => {
    const token = await create();
    const grant = tokens.find(token);
    expect(grant?.identity.groups).toEqual(['system:bootstrappers', 'system:authenticated']);
    clock.advance(3_600_000);
    expect(grant?.isValid()).toBe(false);
  });

  it('have extra groups of the one allowed form only', async () => {
    const token = await create({ 'auth-extra-groups': 'system:bootstrappers:workers,system:masters,other' });
    expect(tokens.find(token)?.identity.groups).toContain('system:bootstrappers:workers');
    expect(tokens.find(token)?.identity.groups).not.toContain('system:masters');
  });

  it('do not authenticate unless they are meant to', async () => {
    expect(tokens.find(await create({ 'usage-bootstrap-authentication': 'false' }))).toBeUndefined();
    const token = await create();
    expect(tokens.find(`${token.slice(0, 7)}${'0'.repeat(16)}`)).toBeUndefined();
  });

  it('have the form of kubeadm', () => {
    expect(parseBootstrapToken('abcdef.0123456789abcdef')).toEqual({ id: 'abcdef', secret: '0123456789abcdef' });
    for (const text of ['abcdef', 'ABCDEF.0123456789abcdef', 'abcde.0123456789abcdef', 'abcdef.0123456789abcde']) {
      expect(parseBootstrapToken(text)).toBeUndefined();
    }
  });
});
