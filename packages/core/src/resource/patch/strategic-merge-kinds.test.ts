// Strategic merge patches as people send them to Kubernetes.
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../json-value.ts';
import { deepFreeze } from '../object.ts';
import { applyStrategicMergePatch } from './strategic-merge.ts';

function read(yaml: string): JsonObject {
  return deepFreeze(parse(yaml) as JsonObject);
}

test.each([
  [
    'merges containers by name, the new one first',
    'v1.Pod',
    'spec: {containers: [{name: app, image: "app:1", ports: [{containerPort: 80}]}]}',
    'spec: {containers: [{name: log, image: "log:1"}, {name: app, image: "app:2"}]}',
    'spec: {containers: [{name: log, image: "log:1"}, {name: app, image: "app:2", ports: [{containerPort: 80}]}]}',
  ],
  [
    'deletes a container',
    'v1.Pod',
    'spec: {containers: [{name: app}, {name: log}]}',
    'spec: {containers: [{name: log, $patch: delete}]}',
    'spec: {containers: [{name: app}]}',
  ],
  [
    'replaces all containers',
    'v1.Pod',
    'spec: {containers: [{name: app, image: a}, {name: log}]}',
    'spec: {containers: [{$patch: replace}, {name: app}]}',
    'spec: {containers: [{name: app}]}',
  ],
  [
    'merges env by name and replaces args',
    'v1.Pod',
    'spec: {containers: [{name: app, args: [a, b], env: [{name: A, value: "1"}, {name: B, value: "2"}]}]}',
    'spec: {containers: [{name: app, args: [c], env: [{name: B, value: "3"}]}]}',
    'spec: {containers: [{name: app, args: [c], env: [{name: A, value: "1"}, {name: B, value: "3"}]}]}',
  ],
  [
    'replaces tolerations',
    'v1.Pod',
    'spec: {tolerations: [{key: a}, {key: b}]}',
    'spec: {tolerations: [{key: c}]}',
    'spec: {tolerations: [{key: c}]}',
  ],
  [
    'swaps the source of a volume with $retainKeys',
    'v1.Pod',
    'spec: {volumes: [{name: data, emptyDir: {}}]}',
    'spec: {volumes: [{name: data, $retainKeys: [name, configMap], configMap: {name: web}}]}',
    'spec: {volumes: [{name: data, configMap: {name: web}}]}',
  ],
  [
    'keeps no directive of a volume that is new',
    'v1.Pod',
    'spec: {containers: []}',
    'spec: {volumes: [{name: data, $retainKeys: [name, emptyDir], emptyDir: {}}]}',
    'spec: {containers: [], volumes: [{name: data, emptyDir: {}}]}',
  ],
  [
    'changes the strategy of a Deployment with $retainKeys',
    'apps/v1.Deployment',
    'spec: {replicas: 2, strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}',
    'spec: {strategy: {$retainKeys: [type], type: Recreate}}',
    'spec: {replicas: 2, strategy: {type: Recreate}}',
  ],
  [
    'replaces the selector of a disruption budget',
    'policy/v1.PodDisruptionBudget',
    'spec: {selector: {matchLabels: {a: x}}}',
    'spec: {selector: {matchLabels: {b: y}}}',
    'spec: {selector: {matchLabels: {b: y}}}',
  ],
  [
    'merges labels and removes one with null',
    'v1.Pod',
    'metadata: {labels: {a: x, b: y}}',
    'metadata: {labels: {b: null, c: z}}',
    'metadata: {labels: {a: x, c: z}}',
  ],
  [
    'unites finalizers',
    'v1.Pod',
    'metadata: {finalizers: [a, b]}',
    'metadata: {finalizers: [b, c]}',
    'metadata: {finalizers: [a, b, c]}',
  ],
  [
    'takes a finalizer out',
    'v1.Pod',
    'metadata: {finalizers: [a, b]}',
    'metadata: {$deleteFromPrimitiveList/finalizers: [a]}',
    'metadata: {finalizers: [b]}',
  ],
  [
    'merges owner references by uid',
    'v1.Pod',
    'metadata: {ownerReferences: [{uid: u1, name: a}]}',
    'metadata: {ownerReferences: [{uid: u2, name: b}, {uid: u1, controller: true}]}',
    'metadata: {ownerReferences: [{uid: u2, name: b}, {uid: u1, name: a, controller: true}]}',
  ],
  [
    'merges Service ports by port',
    'v1.Service',
    'spec: {ports: [{port: 80, protocol: TCP, nodePort: 30080}]}',
    'spec: {ports: [{port: 80, targetPort: http}]}',
    'spec: {ports: [{port: 80, protocol: TCP, nodePort: 30080, targetPort: http}]}',
  ],
  [
    'merges conditions by type',
    'v1.Node',
    'status: {conditions: [{type: Ready, status: "True", reason: Ok}, {type: DiskPressure, status: "False"}]}',
    'status: {conditions: [{type: Ready, status: "False"}]}',
    'status: {conditions: [{type: Ready, status: "False", reason: Ok}, {type: DiskPressure, status: "False"}]}',
  ],
  [
    'sorts containers by $setElementOrder',
    'v1.Pod',
    'spec: {containers: [{name: a}, {name: live}, {name: b}]}',
    'spec: {$setElementOrder/containers: [{name: b}, {name: new}, {name: a}], containers: [{name: new, image: i}]}',
    'spec: {containers: [{name: live}, {name: b}, {name: new, image: i}, {name: a}]}',
  ],
  [
    'merges fields that no type knows as a plain merge patch does',
    'v1.Pod',
    'spec: {custom: {list: [{name: a, x: 1}], keep: 1, gone: 2}}',
    'spec: {custom: {list: [{name: a, y: 2}], gone: null}}',
    'spec: {custom: {list: [{name: a, y: 2}], keep: 1}}',
  ],
  [
    'removes an object',
    'v1.Pod',
    'spec: {securityContext: {runAsUser: 1}}',
    'spec: {securityContext: null}',
    'spec: {}',
  ],
  ['puts an object where a text was', 'v1.ConfigMap', 'data: text', 'data: {a: b, c: null}', 'data: {a: b}'],
])('%s', (_, typeName, document, patch, expected) => {
  expect(applyStrategicMergePatch(typeName, read(document), read(patch))).toEqual(read(expected));
});
