// create, run and expose from the command line: what is made, what is said, and how it ends.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { startApi, type TestApi } from '../support/api-server.ts';
import { CommandLine } from '../support/command-line.ts';

vi.setConfig({ testTimeout: 120_000 });

let api: TestApi;
let cli: CommandLine;
let folder: string;

const output = async (...words: string[]) => {
  const { stdout, stderr, code } = await cli.run(words);
  return [stdout, stderr, code];
};
/** What a generator makes, without a server. */
const made = async (...words: string[]) => {
  const { stdout, stderr } = await cli.run(['--server', 'http://127.0.0.1:1', ...words]);
  if (stderr) throw new Error(stderr);
  return parse(stdout);
};

beforeAll(async () => {
  api = await startApi();
  cli = new CommandLine(api);
  folder = mkdtempSync(join(tmpdir(), 'portolan-create-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await api?.stop();
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const show = ['--dry-run=client', '-o', 'yaml'];

describe('create', () => {
  it('makes a deployment with what stands behind the dashes as its command', async () => {
    const words = ['deployment', 'web', '--image=registry:5000/team/web_app:1.2', '-r', '3', '--port=8080'];
    expect(await made('create', ...words, ...show, '--', 'node', '-e', '--x')).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            containers: [
              {
                name: 'web-app',
                image: 'registry:5000/team/web_app:1.2',
                ports: [{ containerPort: 8080 }],
                command: ['node', '-e', '--x'],
              },
            ],
          },
        },
      },
    });
  });

  it('makes config maps from literals, files, folders and files of variables', async () => {
    mkdirSync(join(folder, 'settings'));
    file('settings/a.txt', 'A');
    file('settings/b.bin', '');
    writeFileSync(join(folder, 'settings/b.bin'), Buffer.from([0xff, 0x00]));
    const from = [`--from-file=${join(folder, 'settings')}`, `--from-file=key=${file('c', 'C')}`];
    const map = await made('create', 'configmap', 'settings', ...show, ...from, '--from-literal=url=http://x?a=b');
    expect(map.data).toEqual({ 'a.txt': 'A', key: 'C', url: 'http://x?a=b' });
    expect(map.binaryData).toEqual({ 'b.bin': '/wA=' });
    const variables = file('.env', '# of the shop\nPORT=80\n\nHOST=\n');
    expect((await made('create', 'cm', 'settings', ...show, `--from-env-file=${variables}`)).data).toEqual({
      PORT: '80',
      HOST: '',
    });
  });

  it('makes secrets, and one for a registry', async () => {
    expect(await made('create', 'secret', 'generic', 'db', '--from-literal=password=x', '--type=a/b', ...show)).toEqual(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'db' },
        type: 'a/b',
        data: { password: 'eA==' },
      },
    );
    const account = ['--docker-server=r', '--docker-username=u', '--docker-password=p'];
    const registry = await made('create', 'secret', 'docker-registry', 'r', ...account, ...show);
    expect(registry.type).toBe('kubernetes.io/dockerconfigjson');
    expect(JSON.parse(Buffer.from(registry.data['.dockerconfigjson'], 'base64').toString())).toEqual({
      auths: { r: { username: 'u', password: 'p', auth: 'dTpw' } },
    });
  });

  it('makes services', async () => {
    const service = await made('create', 'service', 'nodeport', 'web', '--tcp=80:8080', '--node-port=30081', ...show);
    expect(service).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        type: 'NodePort',
        selector: { app: 'web' },
        ports: [{ name: '80-8080', port: 80, protocol: 'TCP', targetPort: 8080, nodePort: 30081 }],
      },
    });
  });

  it('says what it created, and what it would', async () => {
    expect(await output('create', 'ns', 'shop')).toEqual(['namespace/shop created\n', '', 0]);
    expect(await output('create', 'sa', 'robot', '-n', 'shop')).toEqual(['serviceaccount/robot created\n', '', 0]);
    expect(await output('create', 'sa', 'other', '--dry-run=client')).toEqual([
      'serviceaccount/other created (dry run)\n',
      '',
      0,
    ]);
    expect(await output('create', 'sa', 'other', '--dry-run=server', '-o', 'name')).toEqual([
      'serviceaccount/other\n',
      '',
      0,
    ]);
    expect(await output('get', 'sa', 'other', '--ignore-not-found')).toEqual(['', '', 0]);
  });

  it('fails in kubectl’s words', async () => {
    await output('create', 'cm', 'taken');
    const failures: ReadonlyArray<[string[], string, number]> = [
      [['create', 'cm', 'taken'], 'error: failed to create configmap: configmaps "taken" already exists\n', 5],
      [['create', 'ns', 'default'], 'Error from server (AlreadyExists): namespaces "default" already exists\n', 5],
      [['create', 'deployment', 'x'], 'error: required flag(s) "image" not set\n', 2],
      [
        ['create', 'secret', 'generic'],
        "error: exactly one NAME is required, got 0\nSee 'portolan create secret generic -h' for help and examples\n",
        2,
      ],
      [['create', 'cm', 'x', '--from-literal=a'], 'error: invalid literal source a, expected key=value\n', 2],
      [
        ['create', 'cm', 'x', '--from-literal=a=1', '--from-literal=a=2'],
        'error: cannot add key "a", another key by that name already exists\n',
        1,
      ],
      [['create', 'boat'], 'error: unknown command "boat" for "portolan create"\n', 2],
      [['create'], 'error: must specify one of -f and -k\n', 2],
      [['run', 'x'], 'error: required flag(s) "image" not set\n', 2],
    ];
    for (const [words, message, code] of failures) expect(await output(...words)).toEqual(['', message, code]);
  });

  it('creates all objects of files, or none', async () => {
    const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n---\n`;
    const both = file('both.yaml', map('first') + map('second'));
    expect(await output('create', '-f', both)).toEqual(['configmap/first created\nconfigmap/second created\n', '', 0]);
    const again = file('again.yaml', map('third') + map('second'));
    expect(await output('create', '-f', again)).toEqual([
      '',
      `Error from server (AlreadyExists): error when creating "${again}": configmaps "second" already exists\n`,
      5,
    ]);
    expect(await output('get', 'cm', 'third', '--ignore-not-found')).toEqual(['', '', 0]);
  });
});

describe('run and expose', () => {
  it('make a pod and a service in front of it', async () => {
    const pod = await made('run', 'one', '--image=node:20', '--env=A=1', '--port=80', ...show, '--', 'x', '--y');
    expect(pod.metadata.labels).toEqual({ run: 'one' });
    expect(pod.spec).toEqual({
      containers: [
        {
          name: 'one',
          image: 'node:20',
          env: [{ name: 'A', value: '1' }],
          ports: [{ containerPort: 80 }],
          args: ['x', '--y'],
        },
      ],
      restartPolicy: 'Always',
    });
    expect(await output('run', 'one', '--image=node:20', '--port=80')).toEqual(['pod/one created\n', '', 0]);
    expect(await output('expose', 'pod', 'one', '--target-port=http')).toEqual(['service/one exposed\n', '', 0]);
    const path = '{.spec.selector}{.spec.ports[0].port}{.spec.ports[0].targetPort}';
    expect(await output('get', 'svc', 'one', '-o', `jsonpath=${path}`)).toEqual(['{"run":"one"}80http', '', 0]);
    expect(await output('expose', 'cm', 'kube-root-ca.crt', '--port=1')).toEqual([
      '',
      'Error from server (NotFound): configmaps "kube-root-ca.crt" not found\n',
      3,
    ]);
    await output('create', 'deployment', 'silent', '--image=x');
    expect(await output('expose', 'deployment', 'silent')).toEqual([
      '',
      "error: couldn't find port via --port flag or introspection\nSee 'portolan expose -h' for help and examples\n",
      1,
    ]);
  });
});
