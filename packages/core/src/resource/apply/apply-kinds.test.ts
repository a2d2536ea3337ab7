// Server-side apply on Kubernetes' own kinds, as its documentation describes it.
import { describe, expect, test } from 'vitest';
import { type AnyObject, deepFreeze } from '../object.ts';
import { schemaTable } from '../schema-table.ts';
import { applyManifest } from './apply-manifest.ts';
import { objectShape } from './compile-shape.ts';
import { sameExceptManagedFieldsTimes } from './managed-fields.ts';
import { Scenario } from './scenario.ts';

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };
const pod = { apiVersion: 'v1', kind: 'Pod' };

function inTemplate(spec: string): string {
  return `spec: {template: {spec: ${spec}}}`;
}

test('every kind of the schema table has a shape', () => {
  for (const kind of Object.keys(schemaTable.kinds)) {
    const slash = kind.lastIndexOf('/');
    const shape = objectShape(`${kind.slice(0, slash)}.${kind.slice(slash + 1)}`, undefined, schemaTable);
    expect(shape.fields.get('metadata')).toMatchObject({ kind: 'struct' });
  }
});

describe('a Deployment', () => {
  test('is shared by one who injects a container and one who owns the rest', () => {
    const scenario = new Scenario(deployment);
    const app =
      '{name: app, image: "app:1", env: [{name: A, value: "1"}, {name: B, value: "2"}], ports: [{containerPort: 80}]}';
    scenario.apply('team', inTemplate(`{containers: [${app}], volumes: [{name: data, emptyDir: {}}]}`));
    scenario.apply(
      'injector',
      inTemplate(
        '{containers: [{name: proxy, image: "proxy:1"}, {name: app, env: [{name: PROXY, value: on}]}], volumes: [{name: certs, secret: {secretName: c}}]}',
      ),
    );
    expect(scenario.content()).toEqual({
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'proxy', image: 'proxy:1' },
              {
                name: 'app',
                image: 'app:1',
                env: [
                  { name: 'A', value: '1' },
                  { name: 'B', value: '2' },
                  { name: 'PROXY', value: 'on' },
                ],
                ports: [{ containerPort: 80 }],
              },
            ],
            volumes: [
              { name: 'data', emptyDir: {} },
              { name: 'certs', secret: { secretName: 'c' } },
            ],
          },
        },
      },
    });
    scenario.apply('team', inTemplate('{containers: [{name: app, image: "app:2", env: [{name: B, value: "2"}]}]}'));
    expect(scenario.content()).toEqual({
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'proxy', image: 'proxy:1' },
              {
                name: 'app',
                image: 'app:2',
                env: [
                  { name: 'B', value: '2' },
                  { name: 'PROXY', value: 'on' },
                ],
              },
            ],
            volumes: [{ name: 'certs', secret: { secretName: 'c' } }],
          },
        },
      },
    });
  });

  test('hands its replicas over to who scales it', () => {
    const scenario = new Scenario(deployment);
    const template = 'template: {spec: {containers: [{name: app, image: i}]}}';
    scenario.apply('team', `spec: {replicas: 3, ${template}}`);
    scenario.update('autoscaler', `spec: {replicas: 5, ${template}}`, { subresource: 'scale' });
    expect(scenario.owners()['autoscaler (Update) /scale']).toEqual(['.spec.replicas']);
    expect(scenario.apply('team', `spec: {replicas: 3, ${template}}`)).toEqual(['autoscaler .spec.replicas']);
    expect(scenario.apply('team', `spec: {${template}}`)).toEqual([]);
    expect(scenario.content()).toMatchObject({ spec: { replicas: 5 } });
  });

  test('loses the strategy with all that defaults put into it', () => {
    const scenario = new Scenario(deployment);
    scenario.apply('team', 'spec: {replicas: 1, strategy: {type: RollingUpdate}}');
    const stored = scenario.object as AnyObject;
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } };
    scenario.object = deepFreeze({ ...stored, spec: { replicas: 1, strategy, minReadySeconds: 0 } });
    scenario.apply('team', 'spec: {replicas: 1}');
    expect(scenario.content()).toEqual({ spec: { replicas: 1, minReadySeconds: 0 } });
  });

  test('has one owner of its selector', () => {
    const scenario = new Scenario(deployment);
    scenario.apply('a', 'spec: {selector: {matchLabels: {app: web}}}');
    expect(scenario.apply('b', 'spec: {selector: {matchLabels: {app: web, tier: x}}}')).toEqual(['a .spec.selector']);
    expect(scenario.apply('b', 'spec: {selector: {matchLabels: {app: web}}}')).toEqual([]);
  });
});

describe('a Pod', () => {
  test('has one owner of its tolerations', () => {
    const scenario = new Scenario(pod);
    scenario.apply('a', 'spec: {tolerations: [{key: x, operator: Exists}]}');
    expect(scenario.apply('b', 'spec: {tolerations: [{key: y, operator: Exists}]}')).toEqual(['a .spec.tolerations']);
    scenario.apply('b', 'spec: {tolerations: [{key: y, operator: Exists}]}', { force: true });
    expect(scenario.content()).toEqual({ spec: { tolerations: [{ key: 'y', operator: 'Exists' }] } });
    expect(scenario.owners()).toEqual({ b: ['.spec.tolerations'] });
  });

  test('gathers finalizers and owner references of several appliers', () => {
    const scenario = new Scenario(pod);
    const owner = (uid: string) => `{apiVersion: v1, kind: Node, name: n-${uid}, uid: ${uid}}`;
    scenario.apply('a', `metadata: {finalizers: [a/x], ownerReferences: [${owner('u1')}]}`);
    scenario.apply('b', `metadata: {finalizers: [b/y], ownerReferences: [${owner('u2')}]}`);
    expect(scenario.owners().b).toEqual(['.metadata.finalizers[="b/y"]', '.metadata.ownerReferences[uid="u2"]']);
    scenario.apply('a', '{}');
    expect(scenario.content()).toMatchObject({ metadata: { finalizers: ['b/y'], ownerReferences: [{ uid: 'u2' }] } });
  });

  test('keeps an owner reference as one value', () => {
    const scenario = new Scenario(pod);
    scenario.apply('a', 'metadata: {ownerReferences: [{apiVersion: v1, kind: Node, name: n, uid: u}]}');
    expect(
      scenario.apply(
        'b',
        'metadata: {ownerReferences: [{apiVersion: v1, kind: Node, name: n, uid: u, controller: true}]}',
      ),
    ).toEqual(['a .metadata.ownerReferences[uid="u"]']);
  });

  test('merges conditions by type', () => {
    const scenario = new Scenario(pod);
    const status = { subresource: 'status' };
    scenario.apply('a', 'status: {conditions: [{type: Ready, status: "True"}]}', status);
    scenario.apply('b', 'status: {conditions: [{type: custom/gate, status: "False"}]}', status);
    expect(scenario.apply('b', 'status: {conditions: [{type: Ready, status: "False"}]}', status)).toEqual([
      'a .status.conditions[type="Ready"].status',
    ]);
    scenario.apply('a', '{}', status);
    expect(scenario.content()).toEqual({ status: { conditions: [{ type: 'custom/gate', status: 'False' }] } });
  });
});

describe('a Service', () => {
  test('tells ports apart by number and protocol', () => {
    const scenario = new Scenario({ apiVersion: 'v1', kind: 'Service' });
    scenario.apply('a', 'spec: {ports: [{port: 53, protocol: UDP, name: dns}, {port: 53, name: dns-tcp}]}');
    scenario.apply('b', 'spec: {ports: [{port: 53, protocol: UDP, targetPort: 5353}]}');
    expect(scenario.content()).toEqual({
      spec: {
        ports: [
          { port: 53, protocol: 'UDP', name: 'dns', targetPort: 5353 },
          { port: 53, name: 'dns-tcp' },
        ],
      },
    });
    expect(scenario.apply('b', 'spec: {ports: [{port: 53, protocol: TCP, name: other}]}')).toEqual([
      'a .spec.ports[port=53,protocol="TCP"].name',
    ]);
  });

  test('has one owner of its selector', () => {
    const scenario = new Scenario({ apiVersion: 'v1', kind: 'Service' });
    scenario.apply('a', 'spec: {selector: {app: web}}');
    expect(scenario.apply('b', 'spec: {selector: {tier: x}}')).toEqual(['a .spec.selector']);
  });
});

test('a ConfigMap is owned key by key', () => {
  const scenario = new Scenario({ apiVersion: 'v1', kind: 'ConfigMap' });
  scenario.apply('a', 'data: {one: "1", two: "2"}');
  scenario.apply('b', 'data: {two: "2", three: "3"}');
  scenario.apply('a', 'data: {one: "1"}');
  expect(scenario.content()).toEqual({ data: { one: '1', two: '2', three: '3' } });
  expect(scenario.apply('b', 'data: {one: other, two: "2"}')).toEqual(['a .data.one']);
});

describe('defaults inside a value with one owner', () => {
  const yaml = 'spec: {containers: [{name: a, env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]}]}';
  const withDefault = (object: AnyObject) =>
    deepFreeze(JSON.parse(JSON.stringify(object).replace('"fieldPath"', '"apiVersion":"v1","fieldPath"')) as AnyObject);

  test('make an unchanged apply differ in nothing but its time', () => {
    const scenario = new Scenario(pod);
    scenario.apply('a', yaml);
    scenario.object = withDefault(scenario.object as AnyObject);
    const again = withDefault(scenario.tryApply('a', scenario.read(yaml)).object);
    expect(again.metadata.managedFields).not.toEqual(scenario.object.metadata.managedFields);
    expect(sameExceptManagedFieldsTimes(again, scenario.object)).toBe(true);
  });

  test('do not hide a change of content or owners', () => {
    const scenario = new Scenario(pod);
    scenario.apply('a', yaml);
    const before = scenario.object as AnyObject;
    const other = scenario.tryApply('b', scenario.read(yaml)).object;
    const changed = scenario.tryApply('a', scenario.read(yaml.replace('podIP', 'hostIP'))).object;
    const [entry] = before.metadata.managedFields ?? [];
    const renamed = { ...before, metadata: { ...before.metadata, managedFields: [{ ...entry, manager: 'b' }] } };
    expect(sameExceptManagedFieldsTimes(other, before)).toBe(false);
    expect(sameExceptManagedFieldsTimes(renamed, before)).toBe(false);
    expect(sameExceptManagedFieldsTimes(changed, before)).toBe(false);
  });
});

test('the inputs stay as they were', () => {
  const scenario = new Scenario(deployment);
  const manifest = scenario.read(
    'metadata: {labels: {a: b}}\nspec: {replicas: 1, template: {spec: {containers: [{name: x}]}}}',
  );
  const apply = {
    live: undefined,
    manifest,
    manager: 'a',
    force: false,
    typeName: 'apps/v1.Deployment',
    now: '2026-01-01T00:00:00Z',
  };
  const created = deepFreeze(applyManifest(apply).object);
  const text = JSON.stringify([manifest, created]);
  applyManifest({ ...apply, live: created, manifest: scenario.read('spec: {replicas: 2}'), force: true });
  expect(JSON.stringify([manifest, created])).toBe(text);
});
