import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { parseFieldSelector } from './field-selector.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web',
    namespace: 'default',
    resourceVersion: '1000',
    creationTimestamp: '2026-01-02T03:04:05Z',
    labels: { 'app.kubernetes.io/name': 'shop' },
    annotations: { note: 'a,b=c\\d(e)' },
    finalizers: ['example.com/a', 'example.com/b'],
  },
  spec: {
    nodeName: 'n1',
    priority: 10,
    containers: [
      { name: 'app', image: 'nginx', resources: { limits: { cpu: '1500m', memory: '1Gi' } } },
      { name: 'log', image: 'fluent' },
    ],
  },
  status: { phase: 'Running', containerStatuses: [{ restartCount: 3 }, { restartCount: 0 }] },
};

describe('matching', () => {
  const cases: [string, boolean][] = [
    ['', true],
    ['metadata.name=web', true],
    ['metadata.name==web', true],
    [' metadata.name = web ', true],
    ['metadata.name=api', false],
    ['metadata.name!=api', true],
    ['metadata.name!=web', false],
    ['metadata.name=web,spec.nodeName=n1,', true],
    ['metadata.name=web,spec.nodeName=n2', false],
    ['metadata.name in (api,web)', true],
    ['metadata.name notin (api,web)', false],
    ['spec.hostname=', true],
    ['spec.hostname!=', false],
    ['spec.nodeName!=', true],
    ['spec.hostname!=x', true],
    ['spec.hostname in (,x)', true],
    ['spec.nodeName', true],
    ['spec.nodeName exists', true],
    ['spec.hostname exists', false],
    ['!spec.hostname', true],
    ['! spec.nodeName', false],
    ['spec.containers', true],
    ['!spec.volumes', true],
    ['spec.hostNetwork=false', true],
    ['spec.hostNetwork!=true', true],
    ['spec.priority>9', true],
    ['spec.priority>10', false],
    ['spec.priority<10.5', true],
    ['spec.priority=10', true],
    ['spec.priority=1e1', true],
    ['spec.activeDeadlineSeconds<60', false],
    ['spec.activeDeadlineSeconds=', true],
    ['spec.activeDeadlineSeconds!=0', true],
    ['metadata.resourceVersion>999', true],
    ['metadata.resourceVersion<999', false],
    ['metadata.creationTimestamp>2026-01-01T00:00:00Z', true],
    ['metadata.creationTimestamp=2026-01-02T04:04:05+01:00', true],
    ['metadata.deletionTimestamp=', true],
    ['metadata.name>api', true],
    ["metadata.labels['app.kubernetes.io/name']=shop", true],
    ['metadata.labels.constructor=', true],
    ['metadata.annotations.note=a\\,b\\=c\\\\d(e)', true],
    ['metadata.annotations.note in (a\\,b\\=c\\\\d\\(e\\))', true],
    ['spec.containers[name=app].image=nginx', true],
    ['spec.containers[0].resources.limits.cpu=1.5', true],
    ['spec.containers[0].resources.limits.memory>1000Mi', true],
    ['spec.containers[0].resources.limits.memory<1025Mi', true],
    ['spec.containers[*].image=fluent', true],
    ['spec.containers[*].image!=fluent', false],
    ['spec.containers[*].image notin (a,b)', true],
    ['spec.containers[*].resources.limits.memory>2Gi', false],
    ['status.containerStatuses[*].restartCount>2', true],
    ['metadata.finalizers[*]=example.com/b', true],
    ['spec.host=n1', true],
  ];
  it.each(cases)('%j is %s', (text, expected) => {
    expect(parseFieldSelector(text, 'v1.Pod').matches(pod)).toBe(expected);
  });

  it('takes counters a status leaves out for 0', () => {
    const deployment = { spec: {}, status: {} };
    const matches = (text: string) => parseFieldSelector(text, 'apps/v1.Deployment').matches(deployment);
    expect(['status.readyReplicas=0', 'status.readyReplicas<1', 'spec.replicas<1'].map(matches)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('compares integers or strings by what they are', () => {
    const probe = (targetPort: unknown, text: string) =>
      parseFieldSelector(text, 'v1.ServicePort').matches({ targetPort });
    expect([probe(80, 'targetPort=80'), probe('http', 'targetPort=http')]).toEqual([true, true]);
    expect([probe(80, 'targetPort>79'), probe('http', 'targetPort>79'), probe(80, 'targetPort=http')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("knows Kubernetes' labels of events", () => {
    const selector = parseFieldSelector('involvedObject.name=web,involvedObject.kind=Pod', 'events.k8s.io/v1.Event');
    expect(selector.matches({ regarding: { name: 'web', kind: 'Pod' } })).toBe(true);
    expect(selector.matches({ regarding: { name: 'api', kind: 'Pod' } })).toBe(false);
  });
});

it('tells its terms', () => {
  const { terms } = parseFieldSelector(
    ".metadata.name==web,metadata.labels['a.b'] in (y,x,y),!spec.nodeName",
    'v1.Pod',
  );
  expect(terms).toEqual([
    { path: 'metadata.name', operator: '=', values: ['web'] },
    { path: "metadata.labels['a.b']", operator: 'in', values: ['y', 'x'] },
    { path: 'spec.nodeName', operator: '!', values: [] },
  ]);
});

describe('malformed selectors', () => {
  const cases: [string, string][] = [
    ['spec.foo=x', 'field label not supported: spec.foo'],
    ['!spec.foo', 'field label not supported: spec.foo'],
    ['spec.containers=x', 'field label not supported: spec.containers'],
    ['metadata.finalizers=x', 'field label not supported: metadata.finalizers'],
    ['constructor=x', 'field label not supported: constructor'],
    ['=x', "invalid selector: '=x'; can't understand '=x'"],
    ['metadata.name=a=b', 'invalid field selector: unescaped character in value: ='],
    ['metadata.name===b', 'invalid field selector: unescaped character in value: ='],
    ['metadata.name=a\\b', 'invalid field selector: invalid escape sequence: \\b'],
    ['metadata.name=a\\', 'invalid field selector: invalid escape sequence: \\'],
    ['metadata.name foo', "can't understand 'foo'"],
    ['metadata.name in a', "can't understand 'in a'"],
    ['metadata.name in (a', "can't understand ''"],
    ['metadata.name in (a(b))', "can't understand '(b))'"],
    ['metadata..name=x', "can't understand '..name=x'"],
    ['spec.priority=high', 'spec.priority: Invalid value: "high": must be a number'],
    ['spec.priority>', 'spec.priority: Invalid value: "": must be a number'],
    ['spec.hostNetwork=yes', 'spec.hostNetwork: Invalid value: "yes": must be true or false'],
    ['metadata.creationTimestamp>yesterday', 'must be a time in RFC 3339'],
    ['spec.containers[0].resources.limits.cpu=fast', 'must be a quantity, such as 500m or 2Gi'],
    [`metadata.name in (${Array(10_001).fill('a').join()})`, 'more than 10000 values'],
    [Array(101).fill('metadata.name').join(), 'more than 100 terms'],
    ['a'.repeat(300_000), 'longer than 262144 characters'],
  ];
  it.each(cases)('%j is a bad request', (text, message) => {
    let thrown: unknown;
    try {
      parseFieldSelector(text, 'v1.Pod');
    } catch (error) {
      thrown = error;
    }
    if (!(thrown instanceof ApiError)) throw thrown ?? new Error('nothing was thrown');
    expect(thrown.reason).toBe('BadRequest');
    expect(thrown.message).toContain(message);
  });
});

describe('any selector', () => {
  const escaped = (value: string) => value.replace(/[\\,=()]/g, '\\$&');

  it('finds any text it was given, escaped', () => {
    const texts = fc.string().map((text) => text.trim());
    fc.assert(
      fc.property(texts, texts, (value, other) => {
        const object = { metadata: value === '' ? {} : { annotations: { a: value } } };
        const matches = (text: string) => parseFieldSelector(text, 'v1.Pod').matches(object);
        expect(matches(`metadata.annotations.a=${escaped(value)}`)).toBe(true);
        expect(matches(`metadata.annotations.a!=${escaped(value)}`)).toBe(false);
        expect(matches(`metadata.annotations.a in (${escaped(other)},${escaped(value)})`)).toBe(true);
        expect(matches(`metadata.annotations.a=${escaped(other)}`)).toBe(value === other);
      }),
    );
  });

  it('orders numbers as numbers', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (value, bound) => {
        const matches = (operator: string) =>
          parseFieldSelector(`spec.priority${operator}${bound}`, 'v1.Pod').matches({ spec: { priority: value } });
        expect([matches('<'), matches('='), matches('!='), matches('>')]).toEqual([
          value < bound,
          value === bound,
          value !== bound,
          value > bound,
        ]);
      }),
    );
  });

  it('is read or refused as a bad request, never anything else', () => {
    const pieces = fc.constantFrom(
      'metadata.name',
      'spec',
      '.',
      '[',
      ']',
      '*',
      "'",
      '!',
      '=',
      '<',
      '(',
      ')',
      ',',
      ' ',
      '\\',
      'in',
      '0',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        try {
          parseFieldSelector(parts.join(''), 'v1.Pod').matches(pod);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
      }),
    );
  });
});
