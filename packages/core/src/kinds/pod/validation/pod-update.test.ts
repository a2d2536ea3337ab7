import { expect, it } from 'vitest';
import { type Sketch, updateErrors } from '../../../../../../test/support/kind-check.ts';
import { podWith } from '../../../../../../test/support/pod-check.ts';
import { pod } from '../kind.ts';

function errorsOf(next: Sketch, old: Sketch = {}): string[] {
  return updateErrors(pod, podWith(next), podWith(old));
}

const c = { name: 'c', image: 'nginx:1.27' };
const taint = { key: 'a', operator: 'Exists', effect: 'NoExecute' };
const refusal =
  'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n';

it.each<[string, Sketch, Sketch]>([
  ['nothing', {}, {}],
  ['an image', { containers: [{ ...c, image: 'nginx:1.28' }] }, {}],
  [
    'the image of an init container',
    { initContainers: [{ name: 'i', image: 'a:2' }] },
    { initContainers: [{ name: 'i', image: 'a:1' }] },
  ],
  ['a first deadline', { activeDeadlineSeconds: 60 }, {}],
  ['a nearer deadline', { activeDeadlineSeconds: 60 }, { activeDeadlineSeconds: 90 }],
  ['one more toleration', { tolerations: [taint, { operator: 'Exists' }] }, { tolerations: [taint] }],
  ['how long it tolerates', { tolerations: [{ ...taint, tolerationSeconds: 5 }] }, { tolerations: [taint] }],
  ['a gate opened', { schedulingGates: [{ name: 'a' }] }, { schedulingGates: [{ name: 'a' }, { name: 'b' }] }],
  ['the node it is bound to', { nodeName: 'n1' }, {}],
  ['a false that was not there', { hostNetwork: false, hostPID: false }, {}],
  ['an empty list', { volumes: [], containers: [{ ...c, args: [] }] }, {}],
])('lets %s change', (_, next, old) => {
  expect(errorsOf(next, old)).toEqual([]);
});

it('refuses everything else and shows what changed', () => {
  expect(errorsOf({ containers: [{ ...c, args: ['-v'] }] })).toEqual([
    `${refusal}@@ -1,6 +1,9 @@
 {
  "containers": [
   {
+   "args": [
+    "-v"
+   ],
    "image": "nginx:1.27",
    "imagePullPolicy": "IfNotPresent",
    "name": "c",
`,
  ]);
});

it.each<[string, Sketch, Sketch]>([
  ['the node', { nodeName: 'n2' }, { nodeName: 'n1' }],
  ['the node behind gates', { nodeName: 'n1' }, { schedulingGates: [{ name: 'a' }] }],
  ['resources', { containers: [{ ...c, resources: { requests: { cpu: '1' } } }] }, {}],
  ['a node selector', { nodeSelector: { a: 'b' } }, {}],
  ['ephemeral containers', { ephemeralContainers: [{ name: 'e', image: 'busybox' }] }, {}],
  ['the user it runs as', { securityContext: { runAsUser: 0 } }, {}],
  ['the grace period', { terminationGracePeriodSeconds: 1 }, {}],
])('refuses a change of %s', (_, next, old) => {
  const errors = errorsOf(next, old);
  expect(errors.map((text) => text.slice(0, refusal.length))).toEqual([refusal]);
});

it.each<[string, Sketch, Sketch, string[]]>([
  [
    'a container',
    { containers: [c, { ...c, name: 'd' }] },
    {},
    ['spec.containers: Forbidden: pod updates may not add or remove containers'],
  ],
  [
    'a later deadline',
    { activeDeadlineSeconds: 90 },
    { activeDeadlineSeconds: 60 },
    ['spec.activeDeadlineSeconds: Invalid value: 90: must be less than or equal to previous value'],
  ],
  [
    'no deadline any more',
    {},
    { activeDeadlineSeconds: 60 },
    ['spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value'],
  ],
  [
    'one toleration less',
    { tolerations: [] },
    { tolerations: [taint] },
    ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds'],
  ],
  [
    'a gate closed',
    { schedulingGates: [{ name: 'b' }] },
    { schedulingGates: [{ name: 'a' }] },
    ["spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'b'"],
  ],
  [
    'a deadline out of range',
    { activeDeadlineSeconds: -1 },
    {},
    [
      'spec.activeDeadlineSeconds: Invalid value: -1: must be between 1 and 2147483647, inclusive',
      'spec.activeDeadlineSeconds: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    ],
  ],
  [
    'no image',
    { containers: [{ ...c, image: '' }] },
    {},
    ['spec.containers[0].image: Required value', 'spec.containers[0].image: Required value'],
  ],
  [
    'spaces around an image',
    { containers: [{ ...c, image: 'nginx:1.27 ' }] },
    {},
    Array(2).fill(
      'spec.containers[0].image: Invalid value: "nginx:1.27 ": must not have leading or trailing whitespace',
    ),
  ],
])('refuses %s', (_, next, old, errors) => {
  expect(errorsOf(next, old)).toEqual(errors);
});

const wanted = 'requiredDuringSchedulingIgnoredDuringExecution';
const gated = { schedulingGates: [{ name: 'a' }] };
const zone = { key: 'zone', operator: 'In', values: ['a', 'b'] };

function asking(nodeSelector: Sketch, ...terms: Sketch[]): Sketch {
  const affinity = terms.length > 0 ? { nodeAffinity: { [wanted]: { nodeSelectorTerms: terms } } } : {};
  return { ...gated, nodeSelector, affinity };
}

const termsPath = `spec.affinity.nodeAffinity.${wanted}.nodeSelectorTerms`;

it.each<[string, Sketch, Sketch, string[]]>([
  ['one more label', asking({ a: '1', b: '2' }), asking({ a: '1' }), []],
  ['a first term', asking({}, { matchExpressions: [zone] }), asking({}), []],
  [
    'one more expression',
    asking({}, { matchExpressions: [zone, { key: 'x', operator: 'Exists' }] }),
    asking({}, { matchExpressions: [zone] }),
    [],
  ],
  [
    'another label',
    asking({ a: '2' }),
    asking({ a: '1' }),
    [
      'spec.nodeSelector: Invalid value: {"a":"2"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
    ],
  ],
  [
    'one more term',
    asking({}, { matchExpressions: [zone] }, { matchExpressions: [zone] }),
    asking({}, { matchExpressions: [zone] }),
    [
      `${termsPath}: Invalid value: ${JSON.stringify([{ matchExpressions: [zone] }, { matchExpressions: [zone] }])}: no additions/deletions to non-empty NodeSelectorTerms list are allowed`,
    ],
  ],
  [
    'a changed expression',
    asking({}, { matchExpressions: [{ ...zone, values: ['a'] }] }),
    asking({}, { matchExpressions: [zone] }),
    [
      `${termsPath}[0]: Invalid value: ${JSON.stringify({ matchExpressions: [{ ...zone, values: ['a'] }] })}: only additions are allowed (no mutations or deletions)`,
    ],
  ],
])('answers for a pod held back by a gate that asks for %s', (_, next, old, errors) => {
  expect(errorsOf(next, old)).toEqual(errors);
});

it('keeps a mirror pod a mirror pod', () => {
  const mirror = (value: string) =>
    podWith({ nodeName: 'n' }, { annotations: { 'kubernetes.io/config.mirror': value } });
  const plain = podWith({ nodeName: 'n' });
  const path = 'metadata.annotations[kubernetes.io/config.mirror]';
  const kept = [`${path}: Forbidden: may not remove or update mirror pod annotation`];
  expect(updateErrors(pod, mirror('b'), mirror('a'))).toEqual(kept);
  expect(updateErrors(pod, plain, mirror('a'))).toEqual(kept);
  expect(updateErrors(pod, mirror('a'), plain)).toEqual([`${path}: Forbidden: may not add mirror pod annotation`]);
});

it('keeps the AppArmor profiles that annotations named', () => {
  const key = 'container.apparmor.security.beta.kubernetes.io/c';
  const profiled = (profile: string) => podWith({}, { annotations: { [key]: profile } });
  const path = `metadata.annotations[${key}]`;
  const errors = (next: Sketch, old: Sketch) => updateErrors(pod, next, old).filter((text) => text.startsWith(path));
  const kept = [`${path}: Forbidden: may not remove or update AppArmor annotations`];
  expect(errors(profiled('unconfined'), profiled('runtime/default'))).toEqual(kept);
  expect(errors(podWith({}), profiled('runtime/default'))).toEqual(kept);
  expect(errors(profiled('unconfined'), podWith({}))).toEqual([`${path}: Forbidden: may not add AppArmor annotations`]);
});
