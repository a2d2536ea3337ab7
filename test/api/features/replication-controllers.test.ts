// A replication controller as users of it see it: by manifest, GraphQL and the command line, with the controllers at work.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../support/api-server.ts';
import { CommandLine } from '../../support/command-line.ts';
import { until } from '../../support/until.ts';

let api: TestApi;
let cli: CommandLine;
beforeAll(async () => {
  api = await startApi({ controllers: ['*'] });
  cli = new CommandLine(api);
});
afterAll(() => api?.stop());

const manifest = `
apiVersion: v1
kind: ReplicationController
metadata: { name: web }
spec:
  replicas: 3
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web }] }
`;

/** The active pods that it owns, by name. */
async function owned(): Promise<string[]> {
  const { replicationController } = await api.data(`{
    replicationController(namespace: "default", name: "web") {
      pods { metadata { name deletionTimestamp } }
    }
  }`);
  return replicationController.pods
    .filter(({ metadata }: { metadata: { deletionTimestamp: string | null } }) => !metadata.deletionTimestamp)
    .map(({ metadata }: { metadata: { name: string } }) => metadata.name);
}

function untilOwned(what: string, isSo: (names: readonly string[]) => boolean): Promise<string[]> {
  return until(what, async () => {
    const names = await owned();
    return isSo(names) ? names : undefined;
  });
}

const output = async (...words: string[]) => {
  const { stdout, stderr, code } = await cli.run(words);
  return [stdout, stderr, code];
};

const labelled =
  'mutation($name: String!, $patch: JSON!) { patchPod(namespace: "default", name: $name, patch: $patch) { revision } }';
const ownersText = `query($name: String!) { pod(namespace: "default", name: $name) { owner { kind metadata { name } } } }`;

describe('a replication controller', () => {
  it('keeps its number of pods: 3, and 3 again when one is killed', async () => {
    expect((await cli.run(['apply', '-f', '-'], manifest)).stdout).toBe('replicationcontroller/web created\n');
    const [victim = ''] = await untilOwned('there are three pods', ({ length }) => length === 3);
    await output('delete', 'pod', victim, '--now', '--wait=false');
    await untilOwned('another has taken its place', (names) => names.length === 3 && !names.includes(victim));
  });

  it.each([5, 2])('is scaled to %d', async (replicas) => {
    expect(await output('scale', 'rc/web', `--replicas=${replicas}`)).toEqual([
      'replicationcontroller/web scaled\n',
      '',
      0,
    ]);
    await untilOwned(`there are ${replicas}`, ({ length }) => length === replicas);
  });

  it('lets a pod go whose labels change, and makes another', async () => {
    const [freed = '', kept = ''] = await owned();
    await api.data(labelled, { name: freed, patch: { metadata: { labels: { app: 'aside' } } } });
    await untilOwned('another has taken its place', (names) => names.length === 2 && !names.includes(freed));
    expect(await api.data(ownersText, { name: freed })).toEqual({ pod: { owner: null } });
    expect(await owned()).toContain(kept);
  });

  it('says how many there are', async () => {
    const status = await until('the status is about this generation', async () => {
      const { replicationController } = await api.data(`{
        replicationController(namespace: "default", name: "web") {
          metadata { generation }
          spec { replicas selector }
          status { replicas fullyLabeledReplicas readyReplicas availableReplicas observedGeneration }
        }
      }`);
      const { metadata, status } = replicationController;
      return status.observedGeneration === metadata.generation && status.replicas === 2 && replicationController;
    });
    expect(status).toMatchObject({
      spec: { replicas: 2, selector: { app: 'web' } },
      status: { fullyLabeledReplicas: 2 },
    });
    const { stdout } = await cli.run(['get', 'rc', '-o', 'wide']);
    expect(stdout).toMatch(
      /^NAME +DESIRED +CURRENT +READY +AGE +CONTAINERS +IMAGES +SELECTOR\nweb +2 +2 +0 +\d+s +web +web +app=web\n$/,
    );
  });

  it('is described, exposed by its labels, and not rolled out', async () => {
    const [described = ''] = await output('describe', 'rc', 'web');
    expect(described).toMatch(/^Name: +web\nNamespace: +default\nSelector: +app=web\nLabels: +app=web\n/);
    expect(described).toMatch(/\nReplicas: +2 current \/ 2 desired\nPods Status: +0 Running \/ 2 Waiting /);
    expect(described).toMatch(
      /Normal +SuccessfulCreate +\S+( \([^)]+\))? +replicationcontroller-controller +Created pod: web-/,
    );
    await output('expose', 'rc/web', '--port=80');
    expect((await output('get', 'service', 'web', '-o', 'jsonpath={.spec.selector}'))[0]).toBe('{"app":"web"}');
    expect(await output('rollout', 'status', 'rc/web')).toEqual([
      '',
      'error: no status viewer has been implemented for ReplicationController\n',
      1,
    ]);
  });

  it('takes up pods without a controller that it selects', async () => {
    const pods = await owned();
    await output('delete', 'rc', 'web', '--cascade=orphan');
    for (const name of pods) expect(await api.data(ownersText, { name })).toEqual({ pod: { owner: null } });
    await cli.run(['apply', '-f', '-'], manifest.replace('replicas: 3', 'replicas: 2'));
    expect(await untilOwned('there are two', ({ length }) => length === 2)).toEqual(pods);
  });

  it('takes its pods along when it is deleted', async () => {
    await output('delete', 'rc', 'web');
    await until('the pods are gone', async () => {
      const { pods } = await api.data(
        '{ pods(namespace: "default", labelSelector: "app=web") { nodes { metadata { name } } } }',
      );
      return pods.nodes.length === 0;
    });
  });
});
