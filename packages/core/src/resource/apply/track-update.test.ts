import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type AnyObject, deepFreeze } from '../object.ts';
import { Scenario, thing } from './scenario.ts';
import { trackUpdate } from './track-update.ts';

const deployment = `
metadata: {namespace: default, uid: u1, labels: {app: web}}
spec:
  progressDeadlineSeconds: 600
  replicas: 1
  revisionHistoryLimit: 10
  selector: {matchLabels: {app: web}}
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx
        imagePullPolicy: Always
        ports: [{containerPort: 80, protocol: TCP}]
        resources: {}
        terminationMessagePath: /dev/termination-log
        terminationMessagePolicy: File
      dnsPolicy: ClusterFirst
      restartPolicy: Always
      schedulerName: default-scheduler
      securityContext: {}
      terminationGracePeriodSeconds: 30
`;

describe('the creator of an object', () => {
  test('owns every field of it, as Kubernetes writes them', () => {
    const scenario = new Scenario({ apiVersion: 'apps/v1', kind: 'Deployment' });
    scenario.update('kubectl-create', deployment);
    expect(scenario.object?.metadata.managedFields).toEqual([
      {
        apiVersion: 'apps/v1',
        fieldsType: 'FieldsV1',
        fieldsV1: parse(`
f:metadata: {f:labels: {.: {}, f:app: {}}}
f:spec:
  f:progressDeadlineSeconds: {}
  f:replicas: {}
  f:revisionHistoryLimit: {}
  f:selector: {}
  f:strategy: {f:rollingUpdate: {.: {}, f:maxSurge: {}, f:maxUnavailable: {}}, f:type: {}}
  f:template:
    f:metadata: {f:labels: {.: {}, f:app: {}}}
    f:spec:
      f:containers:
        k:{"name":"web"}:
          .: {}
          f:image: {}
          f:imagePullPolicy: {}
          f:name: {}
          f:ports:
            .: {}
            k:{"containerPort":80,"protocol":"TCP"}: {.: {}, f:containerPort: {}, f:protocol: {}}
          f:resources: {}
          f:terminationMessagePath: {}
          f:terminationMessagePolicy: {}
      f:dnsPolicy: {}
      f:restartPolicy: {}
      f:schedulerName: {}
      f:securityContext: {}
      f:terminationGracePeriodSeconds: {}
`),
        manager: 'kubectl-create',
        operation: 'Update',
        time: '2026-01-01T00:00:01Z',
      },
    ]);
  });

  test('is called unknown without a name', () => {
    const scenario = new Scenario(thing);
    scenario.update('', 'text: x');
    expect(scenario.owners()).toEqual({ 'unknown (Update)': ['.text'] });
  });

  test('owns nothing when there is nothing to own', () => {
    const scenario = new Scenario(thing);
    scenario.update('u', 'metadata: {name: y}');
    expect(scenario.object?.metadata.managedFields).toBeUndefined();
  });

  test('may bring the owners along', () => {
    const scenario = new Scenario(thing);
    scenario.update(
      'u',
      'metadata: {managedFields: [{manager: m, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:text": {}}}]}\nnumber: 1',
    );
    expect(scenario.owners()).toEqual({ m: ['.text'], 'u (Update)': ['.number'] });
  });
});

describe('a write of the status', () => {
  const pod =
    'metadata: {ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: r, uid: u1}]}\nspec: {nodeName: n}';

  test('is owned apart from the rest, and not by who creates the object', () => {
    const scenario = new Scenario({ apiVersion: 'v1', kind: 'Pod' });
    scenario.update('creator', `${pod}\nstatus: {phase: Pending}`);
    expect(scenario.owners()).toEqual({
      'creator (Update)': ['.metadata.ownerReferences', '.metadata.ownerReferences[uid="u1"]', '.spec.nodeName'],
    });
    const status =
      '{phase: Running, conditions: [{type: Ready, status: "True"}], containerStatuses: [{name: a}], podIPs: [{ip: 10.0.0.1}]}';
    scenario.update('kubelet', `${pod}\nstatus: ${status}`, { subresource: 'status' });
    expect(scenario.owners()['kubelet (Update) /status']).toEqual([
      '.status.conditions',
      '.status.containerStatuses',
      '.status.phase',
      '.status.podIPs',
      '.status.conditions[type="Ready"]',
      '.status.conditions[type="Ready"].status',
      '.status.conditions[type="Ready"].type',
      '.status.podIPs[ip="10.0.0.1"]',
      '.status.podIPs[ip="10.0.0.1"].ip',
    ]);
  });

  test('leaves what a second writer does not change to the first', () => {
    const scenario = new Scenario({ apiVersion: 'v1', kind: 'Pod' });
    scenario.update('creator', pod);
    const write = (manager: string, conditions: string) =>
      scenario.update(manager, `${pod}\nstatus: {conditions: ${conditions}}`, { subresource: 'status' });
    write('scheduler', '[{type: PodScheduled, status: "True"}]');
    write('kubelet', '[{type: Ready, status: "False"}, {type: PodScheduled, status: "True", reason: Ok}]');
    expect(scenario.owners()['scheduler (Update) /status']).toEqual([
      '.status.conditions',
      '.status.conditions[type="PodScheduled"]',
      '.status.conditions[type="PodScheduled"].status',
      '.status.conditions[type="PodScheduled"].type',
    ]);
    expect(scenario.owners()['kubelet (Update) /status']).toEqual([
      '.status.conditions[type="Ready"]',
      '.status.conditions[type="PodScheduled"].reason',
      '.status.conditions[type="Ready"].status',
      '.status.conditions[type="Ready"].type',
    ]);
  });

  test('owns addresses of one type together', () => {
    const scenario = new Scenario({ apiVersion: 'v1', kind: 'Node' });
    scenario.update('creator', 'spec: {podCIDR: 10.0.0.0/24}');
    const write = (addresses: string) =>
      scenario.update('kubelet', `spec: {podCIDR: 10.0.0.0/24}\nstatus: {addresses: ${addresses}}`, {
        subresource: 'status',
      });
    write(
      '[{type: InternalIP, address: 10.0.0.1}, {type: InternalIP, address: "fd00::1"}, {type: Hostname, address: n}]',
    );
    const owned = [
      '.status.addresses',
      '.status.addresses[type="Hostname"]',
      '.status.addresses[type="InternalIP"]',
      '.status.addresses[type="Hostname"].address',
      '.status.addresses[type="Hostname"].type',
    ];
    expect(scenario.owners()['kubelet (Update) /status']).toEqual(owned);
    write('[{type: InternalIP, address: 10.0.0.1}, {type: Hostname, address: n}]');
    expect(scenario.owners()['kubelet (Update) /status']).toEqual([
      ...owned,
      '.status.addresses[type="InternalIP"].address',
      '.status.addresses[type="InternalIP"].type',
    ]);
  });
});

describe('an update', () => {
  test('takes changed fields from their owners and gives up removed ones', () => {
    const scenario = new Scenario(thing);
    scenario.update('u', 'text: x\nnumber: 1\nset: [a, b]\nstruct: {name: n}');
    scenario.update('v', 'text: y\nset: [b, c]\nstruct: {name: n}');
    expect(scenario.owners()).toEqual({
      'u (Update)': ['.set', '.struct', '.set[="b"]', '.struct.name'],
      'v (Update)': ['.text', '.set[="c"]'],
    });
  });

  test('drops an owner who has nothing left', () => {
    const scenario = new Scenario(thing);
    scenario.update('u', 'text: x');
    scenario.update('v', 'number: 1');
    expect(scenario.owners()).toEqual({ 'v (Update)': ['.number'] });
  });

  test('that only removes makes nobody an owner', () => {
    const scenario = new Scenario(thing);
    scenario.update('u', 'text: x\nnumber: 1');
    scenario.update('v', 'text: x');
    expect(scenario.owners()).toEqual({ 'u (Update)': ['.text'] });
    expect(scenario.times()).toEqual({ u: '2026-01-01T00:00:01Z' });
  });

  test('that changes nothing keeps owners and times', () => {
    const scenario = new Scenario(thing);
    scenario.update('u', 'text: x\nany: {a: [1]}');
    const before = scenario.object?.metadata.managedFields;
    scenario.update('v', 'any: {a: [1]}\ntext: x');
    expect(scenario.object?.metadata.managedFields).toEqual(before);
  });

  test('that changes its own field again keeps the fields and moves the time', () => {
    const scenario = new Scenario(thing);
    scenario.update('u', 'text: x');
    const [before] = scenario.object?.metadata.managedFields ?? [];
    scenario.update('u', 'text: y');
    const [after] = scenario.object?.metadata.managedFields ?? [];
    expect(after?.fieldsV1).toBe(before?.fieldsV1);
    expect(after?.time).toBe('2026-01-01T00:00:02Z');
  });

  test('that turns an object into a scalar owns the scalar', () => {
    const scenario = new Scenario(thing);
    scenario.update('u', 'any: {a: {b: 1}}');
    scenario.update('v', 'any: {a: 1}');
    expect(scenario.owners()).toEqual({ 'u (Update)': ['.any'], 'v (Update)': ['.any.a'] });
    scenario.update('w', 'any: {a: {c: 1}}');
    expect(scenario.owners()).toEqual({ 'u (Update)': ['.any'], 'w (Update)': ['.any.a', '.any.a.c'] });
  });

  test('gives nobody the being there of what is always there', () => {
    const scenario = new Scenario({ apiVersion: 'apps/v1', kind: 'Deployment' });
    scenario.update('u', 'spec: {replicas: 1}');
    scenario.update(
      'v',
      'spec: {replicas: 1, strategy: {type: Recreate}, template: {spec: {containers: [{name: a}]}}}',
    );
    expect(scenario.owners()['v (Update)']).toEqual([
      '.spec.strategy.type',
      '.spec.template.spec.containers[name="a"]',
      '.spec.template.spec.containers[name="a"].name',
    ]);
    scenario.update('w', 'spec: {replicas: 1}');
    expect(scenario.owners()).toEqual({ 'u (Update)': ['.spec.replicas'] });
  });

  test('does not take keys that every object inherits for fields', () => {
    const scenario = new Scenario({ apiVersion: 'v1', kind: 'ConfigMap' });
    scenario.update('u', 'data: {constructor: a, toString: b}');
    scenario.update('v', 'data: {constructor: a, toString: c, valueOf: d}');
    expect(scenario.owners()).toEqual({
      'u (Update)': ['.data', '.data.constructor'],
      'v (Update)': ['.data.toString', '.data.valueOf'],
    });
  });
});

describe('managedFields that a client sends', () => {
  function tracked(managedFields: string, subresource?: string): Scenario {
    const scenario = new Scenario(thing);
    scenario.update('u', 'text: x\nnumber: 1');
    const next = `metadata: {managedFields: ${managedFields}}\ntext: y\nnumber: 1`;
    scenario.update('v', next, subresource === undefined ? {} : { subresource });
    return scenario;
  }

  test.each(['[]', '[{}]'])('as %s drop all of them', (managedFields) => {
    expect(tracked(managedFields).object?.metadata.managedFields).toBeUndefined();
  });

  test('take the place of the live ones, in canonical form', () => {
    const entry =
      '{manager: m, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:number": {".": {}}, "x:y": {}}}';
    expect(tracked(`[${entry}]`).owners()).toEqual({ m: ['.number'], 'v (Update)': ['.text'] });
  });

  test.each([
    [
      'an unknown operation',
      '{manager: m, operation: Take, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:number": {}}}',
    ],
    [
      'another fields type',
      '{manager: m, operation: Apply, apiVersion: v1, fieldsType: FieldsV2, fieldsV1: {"f:number": {}}}',
    ],
    [
      'malformed fields',
      '{manager: m, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {number: {}}}',
    ],
    ['no fields', '{manager: m, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {}}'],
    [
      'a version that is not served',
      '{manager: m, operation: Apply, apiVersion: v0, fieldsType: FieldsV1, fieldsV1: {"f:number": {}}}',
    ],
  ])('with %s are ignored', (_, entry) => {
    expect(tracked(`[${entry}]`).owners()).toEqual({ 'u (Update)': ['.number'], 'v (Update)': ['.text'] });
  });

  test('with a sub-resource are ignored', () => {
    expect(tracked('[]', 'scale').owners()).toEqual({ 'u (Update)': ['.number'], 'v (Update) /scale': ['.text'] });
  });

  test('that are the live ones change nothing', () => {
    const scenario = new Scenario(thing);
    scenario.update('u', 'text: x');
    const live = scenario.object as AnyObject;
    const next = deepFreeze(JSON.parse(JSON.stringify(live)) as AnyObject);
    const result = trackUpdate({
      live,
      next,
      manager: 'v',
      typeName: 'v1.Thing',
      now: '2026-01-01T00:01:00Z',
      ...(thing.table && { table: thing.table }),
    });
    expect(result.metadata.managedFields).toEqual(live.metadata.managedFields);
  });
});

test('an object that nobody tracks stays so', () => {
  const scenario = new Scenario(thing);
  scenario.object = scenario.read('text: x');
  scenario.update('u', 'text: y');
  expect(scenario.object?.metadata.managedFields).toBeUndefined();
});

test('more than ten updaters are folded, the oldest first, into ancient-changes', () => {
  const scenario = new Scenario(thing);
  const keys: string[] = [];
  for (let index = 0; index < 13; index += 1) {
    keys.push(`k${index}: v`);
    scenario.update(`u${index}`, `map: {${keys.join(', ')}}`);
    expect(scenario.object?.metadata.managedFields?.length).toBe(Math.min(index + 1, 10));
  }
  scenario.apply('a', 'text: x');
  const owners = scenario.owners();
  expect(Object.keys(owners)).toEqual([
    'a',
    'ancient-changes (Update)',
    ...[4, 5, 6, 7, 8, 9, 10, 11, 12].map((index) => `u${index} (Update)`),
  ]);
  expect(owners['ancient-changes (Update)']).toEqual(['.map', '.map.k0', '.map.k1', '.map.k2', '.map.k3']);
  expect(scenario.times()['ancient-changes']).toBe('2026-01-01T00:00:04Z');
});
