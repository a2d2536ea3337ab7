import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

// Each start of the program compiles it anew, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

describe('/livez, /readyz and /healthz', () => {
  it('say ok, or each check with ?verbose', async () => {
    for (const path of ['/livez', '/readyz', '/healthz']) {
      expect(await api.text(path)).toEqual({ status: 200, text: 'ok' });
    }
    expect((await api.text('/readyz?verbose')).text).toBe(
      [
        '[+]ping ok',
        '[+]log ok',
        '[+]database ok',
        '[+]database-readiness ok',
        '[+]informer-sync ok',
        '[+]poststarthook/start-system-namespaces-controller ok',
        '[+]shutdown ok',
        'readyz check passed\n',
      ].join('\n'),
    );
    expect((await api.text('/livez?verbose')).text).toMatch(/^\[\+\]ping ok\n.*livez check passed\n$/s);
  });

  it('leave out what is excluded, and say so', async () => {
    const { text } = await api.text('/readyz?verbose&exclude=database&exclude=nonsense');
    expect(text).toContain('[+]database excluded: ok\n');
    expect(text).toContain('warn: some health checks cannot be excluded: no matches for "nonsense"\n');
  });

  it('answer for one check by its name', async () => {
    expect(await api.text('/livez/ping')).toEqual({ status: 200, text: 'ok' });
    expect((await api.text('/readyz/poststarthook/start-system-namespaces-controller')).text).toBe('ok');
    expect((await api.text('/livez/nonsense')).status).toBe(404);
  });

  it('say the same in GraphQL', async () => {
    const { health } = await api.data('{ health { ready live checks { name ok } } }');
    expect(health).toMatchObject({ ready: true, live: true });
    expect(health.checks).toContainEqual({ name: 'database', ok: true });
  });
});

describe('when the database goes away', () => {
  it('the server is not ready but lives, and is ready again when the database is back', async () => {
    const database = await createDatabase();
    const url = new URL(database.url);
    const proxy = await TcpProxy.start({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    url.hostname = '127.0.0.1';
    const behind = await startApi({ databaseUrl: url.href });
    try {
      proxy.refuse();
      proxy.cut();
      const { status, text } = await behind.text('/readyz');
      expect(status).toBe(500);
      expect(text).toContain('[-]database failed: reason withheld\n');
      expect(text).toMatch(/readyz check failed\n$/);
      expect((await behind.text('/readyz/database')).text).toBe(
        'internal server error: database failed: reason withheld\n',
      );
      expect(await behind.text('/livez')).toEqual({ status: 200, text: 'ok' });
      const { errors } = await behind.execute('{ pods { totalCount } }');
      expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
      expect(JSON.stringify(errors)).not.toMatch(/ECONN|127\.0\.0\.1|SELECT/);
      proxy.heal();
      await expect.poll(async () => (await behind.text('/readyz')).status).toBe(200);
    } finally {
      await behind.stop();
      await proxy.stop();
      await database.drop();
    }
  });
});

describe('a fresh cluster', () => {
  it('has the namespaces that every cluster has', async () => {
    const { namespaces } = await api.data('{ namespaces { nodes { metadata { name } } } }');
    expect(namespaces.nodes.map((each: { metadata: { name: string } }) => each.metadata.name)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
  });
});

describe('/metrics and /version', () => {
  const read = async (path: string, token: string) => {
    const response = await fetch(api.url + path, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, text: await response.text() };
  };

  it('count operations under the names of Kubernetes', async () => {
    await api.data('{ pods { totalCount } }');
    await api.execute('{ pod(namespace: "default", name: "none") { metadata { name } } }');
    const { status, text } = await read('/metrics', api.token);
    expect(status).toBe(200);
    expect(text).toMatch(/apiserver_request_total\{verb="query",resource="pods",code="OK"\} [1-9]/);
    expect(text).toMatch(/apiserver_request_total\{verb="query",resource="pod",code="NOT_FOUND"\} [1-9]/);
    expect(text).toMatch(/apiserver_storage_objects\{resource="namespaces"\} 4/);
    expect(text).toMatch(/apiserver_request_duration_seconds_bucket/);
    expect(text).toMatch(/process_cpu_seconds_total/);
  });

  it('are for masters, and for whoever is known', async () => {
    const { joinNode } = await api.data('mutation { joinNode(name: "n1") { token } }');
    expect((await read('/metrics', joinNode.token)).status).toBe(403);
    expect((await read('/version', joinNode.token)).status).toBe(200);
    expect(JSON.parse((await read('/version', api.token)).text)).toMatchObject({ major: '0', minor: '1' });
  });
});

describe('shutting down', () => {
  let database: TestDatabase;
  let process: ApiProcess | undefined;

  beforeAll(async () => {
    database = await createDatabase();
  });
  afterEach(() => process?.stop('SIGKILL'));
  afterAll(() => database.drop());

  it('fails readiness first, still serves, then ends streams in good order', async () => {
    process = await startApiProcess(database.url, ['--shutdown-delay-seconds', '2']);
    const socket = await RawSocket.connect(process);
    socket.subscribe('1', 'subscription { watch(kinds: ["Pod"]) { type } }');
    await socket.next('next');
    const exit = process.stop('SIGTERM');
    await expect
      .poll(async () => (await process?.text('/readyz'))?.text)
      .toContain('[-]shutdown failed: reason withheld');
    expect(await process.data('{ whoAmI { user } }')).toEqual({ whoAmI: { user: 'admin' } });
    expect((await process.text('/livez')).status).toBe(200);
    expect(await socket.next('complete')).toEqual({ type: 'complete', id: '1' });
    expect(await socket.closed).toEqual({ code: 1001, reason: 'Going away' });
    expect(await exit).toBe(0);
  });

  it('ends at once on a second signal', async () => {
    process = await startApiProcess(database.url, ['--shutdown-delay-seconds', '600']);
    const exit = process.stop('SIGTERM');
    await expect.poll(async () => (await process?.text('/readyz'))?.status).toBe(500);
    process.child.kill('SIGINT');
    expect(await exit).toBe(1);
  });
});
