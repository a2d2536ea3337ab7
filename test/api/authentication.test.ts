import { Agent, request } from 'node:http';
import { mastersGroup } from '@portolan/core/registry/request.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearerSecret, newBearerToken } from '../../apps/api/src/access/bearer-token.ts';
import { serverRequest } from '../../apps/api/src/access/server-request.ts';
import type { GraphqlAnswer } from '../support/api-process.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const whoAmI = '{ whoAmI { user groups } }';

function codeOf({ errors }: GraphqlAnswer): unknown {
  return errors?.[0]?.extensions?.code;
}

async function store(secret: AnyObject): Promise<void> {
  await api.controlPlane.registry.execute(serverRequest, [{ verb: 'apply', manifest: secret, force: true }]);
}

async function issue(name: string, expiration?: string): Promise<string> {
  const token = newBearerToken();
  const identity = { user: name, groups: [mastersGroup] };
  await store(bearerSecret({ name, token, identity, ...(expiration !== undefined && { expiration }) }));
  return token;
}

describe('a bearer token', () => {
  it('says who the caller is', async () => {
    const { data } = await api.execute(whoAmI);
    expect(data).toEqual({ whoAmI: { user: 'admin', groups: ['system:masters', 'system:authenticated'] } });
  });

  it.each(['', 'wrong', 'portolan_wrong', 'x'.repeat(10_000)])('is refused when nobody made it: %#', async (token) => {
    const answer = await api.execute(whoAmI, {}, token);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'UNAUTHORIZED']);
  });

  it('must come as a bearer token', async () => {
    for (const authorization of [api.token, `Basic ${api.token}`, `Bearer${api.token}`]) {
      expect((await api.post('{"query":"{ revision }"}', { authorization })).status).toBe(401);
    }
  });

  it('is good until it expires', async () => {
    const good = await issue('short-lived', new Date(Date.now() + 60_000).toISOString());
    expect((await api.execute(whoAmI, {}, good)).status).toBe(200);
    for (const past of [new Date(Date.now() - 1_000).toISOString(), 'not a time']) {
      expect((await api.execute(whoAmI, {}, await issue('expired', past))).status).toBe(401);
    }
  });

  it('ends when its Secret is deleted, and with it every open stream', async () => {
    const token = await issue('revoked');
    const socket = await RawSocket.connect(api, token);
    const stream = await api.post('{"query":"subscription { watch(kinds: [\\"Pod\\"]) { type } }"}', {
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
    });
    await api.data('mutation { deleteSecret(namespace: "kube-system", name: "revoked") { outcome } }');
    // The feed takes the deletion to every process, this one too, a moment after it is acknowledged.
    await until('the token is refused', async () => (await api.execute(whoAmI, {}, token)).status === 401);
    expect(await socket.closed).toEqual({ code: 4401, reason: 'Unauthorized' });
    expect(await stream.text()).toContain('event: complete');
  });

  it('is asked for with each request, on a connection that was used before too', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (token: string) => statusOver(agent, token);
    const token = await issue('kept-alive');
    expect([await ask(token), await ask(token), await ask('wrong'), await ask(token)]).toEqual([200, 200, 401, 200]);
    await api.data('mutation { deleteSecret(namespace: "kube-system", name: "kept-alive") { outcome } }');
    await until('the token is refused', async () => (await ask(token)) === 401);
    agent.destroy();
  });

  it('is kept as a hash only', async () => {
    const text = JSON.stringify(await api.data('{ secrets(namespace: "kube-system") { nodes { manifest } } }'));
    expect(text).toContain('token-hash');
    for (const form of [api.token, Buffer.from(api.token).toString('base64')]) expect(text).not.toContain(form);
  });
});

function statusOver(agent: Agent, token: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const asked = request(`${api.url}/graphql`, { agent, method: 'POST', headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    });
    asked.once('error', reject).end(JSON.stringify({ query: whoAmI }));
  });
}

describe('joining', () => {
  const createJoinToken = 'mutation($ttl: Int) { createJoinToken(ttlSeconds: $ttl) { token expiration } }';
  const joinNode = 'mutation($name: String!) { joinNode(name: $name) { token user } }';

  it('trades a join token for the identity of a node', async () => {
    const { createJoinToken: join } = await api.data(createJoinToken);
    expect(join.token).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    const who = await api.execute(whoAmI, {}, join.token);
    expect(who.data.whoAmI).toEqual({
      user: `system:bootstrap:${join.token.slice(0, 6)}`,
      groups: ['system:bootstrappers', 'system:authenticated'],
    });
    const { data } = await api.execute(joinNode, { name: 'n1' }, join.token);
    expect(data.joinNode.user).toBe('system:node:n1');
    const node = await api.execute(whoAmI, {}, data.joinNode.token);
    expect(node.data.whoAmI).toEqual({ user: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] });
  });

  it('ends the token that the node had before', async () => {
    const first = await api.data(joinNode, { name: 'again' });
    const second = await api.data(joinNode, { name: 'again' });
    expect((await api.execute(whoAmI, {}, first.joinNode.token)).status).toBe(401);
    expect((await api.execute(whoAmI, {}, second.joinNode.token)).status).toBe(200);
  });

  it('refuses a join token that has expired, and one with a wrong secret', async () => {
    const { createJoinToken: join } = await api.data(createJoinToken, { ttl: 1 });
    const wrong = `${join.token.slice(0, 7)}0000000000000000`;
    expect((await api.execute(whoAmI, {}, wrong)).status).toBe(401);
    await expect.poll(async () => (await api.execute(whoAmI, {}, join.token)).status).toBe(401);
  });

  it('lets a join token do nothing else', async () => {
    const { createJoinToken: join } = await api.data(createJoinToken);
    for (const query of [
      '{ pods { totalCount } }',
      createJoinToken,
      '{ secrets(namespace: "kube-system") { totalCount } }',
    ]) {
      expect(codeOf(await api.execute(query, {}, join.token))).toBe('FORBIDDEN');
    }
  });

  it('is refused to nodes, so that one cannot become another', async () => {
    const { joinNode: node } = await api.data(joinNode, { name: 'n2' });
    const answer = await api.execute(joinNode, { name: 'n3' }, node.token);
    expect(codeOf(answer)).toBe('FORBIDDEN');
    expect(answer.errors?.[0]?.message).toContain('User "system:node:n2" cannot');
    expect(codeOf(await api.execute(createJoinToken, {}, node.token))).toBe('FORBIDDEN');
  });

  it('refuses a malformed name', async () => {
    const answer = await api.execute(joinNode, { name: 'Not A Name' });
    expect(answer.errors?.[0]).toMatchObject({ extensions: { code: 'INVALID', causes: [{ field: 'metadata.name' }] } });
  });

  it("does not give a living node's place to another machine", async () => {
    const { createJoinToken: join } = await api.data(createJoinToken);
    const status = { conditions: [{ type: 'Ready', status: 'True' }] };
    const input = { metadata: { name: 'alive' }, status };
    await api.data('mutation($input: NodeInput!) { createNode(input: $input) { outcome } }', { input });
    await api.data('mutation($input: NodeInput!) { updateNodeStatus(input: $input) { outcome } }', { input });
    const answer = await api.execute(joinNode, { name: 'alive' }, join.token);
    expect(answer.errors?.[0]?.message).toContain('a Node with name "alive" and status "Ready" already exists');
  });
});

describe('a node', () => {
  it('may watch its own pods only', async () => {
    const { joinNode: node } = await api.data('mutation { joinNode(name: "watcher") { token } }');
    const socket = await RawSocket.connect(api, node.token);
    const watch = 'subscription($f: String) { podChanges(fieldSelector: $f) { type } }';
    socket.subscribe('all', watch, {});
    expect(await socket.next('error')).toMatchObject({
      payload: [
        { message: expect.stringContaining('cannot watch resource "pods"'), extensions: { code: 'FORBIDDEN' } },
      ],
    });
    socket.subscribe('other', watch, { f: 'spec.nodeName=another' });
    await socket.next('error');
    socket.subscribe('own', watch, { f: 'spec.nodeName=watcher' });
    expect(await socket.next('next')).toMatchObject({ id: 'own' });
    socket.close();
  });
});

describe('without a token', () => {
  it('only health is answered', async () => {
    for (const path of ['/livez', '/readyz', '/healthz']) expect((await api.text(path)).status).toBe(200);
    for (const path of ['/metrics', '/version', '/graphql?query={revision}']) {
      expect((await api.text(path)).status).toBe(401);
    }
  });
});
