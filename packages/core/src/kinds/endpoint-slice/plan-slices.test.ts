import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Endpoint, EndpointSlice } from '../../resource/generated/kubernetes.ts';
import { type EndpointGroup, groupKey } from './desired-endpoints.ts';
import { planSlices, type SliceContent, type SlicePlan } from './plan-slices.ts';

const ports = {
  http: [{ name: 'http', protocol: 'TCP', port: 80 }],
  web: [{ name: 'http', protocol: 'TCP', port: 8080 }],
};

function endpoint(index: number, ready = true): Endpoint {
  const name = `p${index}`;
  return {
    addresses: [`127.128.0.${index}`],
    conditions: { ready, serving: ready, terminating: false },
    targetRef: { kind: 'Pod', namespace: 'default', name, uid: name },
  };
}

function group(indexes: readonly number[], port: keyof typeof ports = 'http'): EndpointGroup {
  return { addressType: 'IPv4', ports: ports[port], endpoints: indexes.map((index) => endpoint(index)) };
}

function slice(name: string, indexes: readonly number[], rest: Partial<EndpointSlice> = {}): EndpointSlice {
  const { endpoints } = group(indexes);
  const metadata = { name, namespace: 'default' };
  const kind = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' } as const;
  return { ...kind, metadata, addressType: 'IPv4', ports: ports.http, endpoints: [...endpoints], ...rest };
}

function plan(groups: readonly EndpointGroup[], slices: readonly EndpointSlice[], strange: readonly string[] = []) {
  return planSlices({
    groups,
    slices,
    addressTypes: ['IPv4'],
    isOwn: ({ metadata }) => !strange.includes(metadata.name),
    isDressed: ({ metadata }) => metadata.name !== 'bare',
    maxPerSlice: 3,
  });
}

/** `name or new: endpoints` of what is written, `-name` of what goes. */
function told({ create, update, remove }: SlicePlan): string[] {
  const names = ({ endpoints, ports: [port] }: SliceContent) =>
    `${port?.port ?? 'none'}: ${endpoints.map(({ targetRef }) => targetRef?.name).join(' ')}`.trim();
  return [
    ...create.map((content) => `new ${names(content)}`),
    ...update.map(({ slice: { metadata }, content }) => `${metadata.name} ${names(content)}`),
    ...remove.map(({ metadata }) => `-${metadata.name}`),
  ].sort();
}

it.each<[string, readonly EndpointGroup[], readonly EndpointSlice[], readonly string[]]>([
  ['says with an empty slice that there are none', [], [], ['new none:']],
  ['leaves the empty slice alone', [], [slice('a', [], { ports: [] })], []],
  ['empties one slice when all endpoints go', [], [slice('a', [1]), slice('b', [2])], ['-b', 'a none:']],
  ['writes nothing when nothing changed', [group([1, 2])], [slice('a', [1, 2])], []],
  ['opens as many slices as needed', [group([1, 2, 3, 4])], [], ['new 80: p1 p2 p3', 'new 80: p4']],
  ['fills an unchanged slice that has room', [group([1, 2, 3])], [slice('a', [1, 2])], ['a 80: p1 p2 p3']],
  [
    'fills the fullest slice that takes all',
    [group([1, 2, 3, 4])],
    [slice('a', [1]), slice('b', [2, 3])],
    ['b 80: p2 p3 p4'],
  ],
  [
    'puts what is new where it writes anyway',
    [group([1, 3, 4])],
    [slice('a', [1, 2]), slice('b', [3])],
    ['a 80: p1 p4'],
  ],
  ['removes an empty slice beside others', [group([1])], [slice('a', [1]), slice('b', [2])], ['-b']],
  ['turns a slice that goes into one that comes', [group([1], 'web')], [slice('a', [1])], ['a 8080: p1']],
  [
    'updates where an endpoint changed',
    [group([1])],
    [slice('a', [1], { endpoints: [endpoint(1, false)] })],
    ['a 80: p1'],
  ],
  ['updates where labels changed', [group([1])], [slice('bare', [1])], ['bare 80: p1']],
  ['keeps apart what listens on different ports', [group([1]), group([2], 'web')], [slice('a', [1])], ['new 8080: p2']],
  [
    'drops a slice of a family that the service gave up',
    [group([1])],
    [slice('a', [1], { addressType: 'IPv6' })],
    ['-a', 'new 80: p1'],
  ],
])('%s', (_, groups, slices, expected) => {
  expect(told(plan(groups, slices))).toEqual(expected);
});

it('replaces the slices of a service of the same name before it', () => {
  expect(told(plan([group([1])], [slice('a', [1])], ['a']))).toEqual(['-a', 'new 80: p1']);
});

/** The slices after a plan is carried out. */
function carriedOut(slices: readonly EndpointSlice[], { create, update, remove }: SlicePlan): EndpointSlice[] {
  const gone = new Set([...remove, ...update.map((each) => each.slice)].map(({ metadata }) => metadata.name));
  const written = (name: string, { addressType, ports: own, endpoints }: SliceContent) =>
    slice(name, [], { addressType, ports: [...own], endpoints: [...endpoints] });
  return [
    ...slices.filter(({ metadata }) => !gone.has(metadata.name)),
    ...update.map(({ slice: { metadata }, content }) => written(metadata.name, content)),
    ...create.map((content, index) =>
      written(`n${index}-${slices.length}-${slices.map((s) => s.metadata.name)}`, content),
    ),
  ];
}

const indexes = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 25 });

it('after one round has every endpoint once, no slice too full, and nothing left to do', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(indexes, indexes), { minLength: 1, maxLength: 5 }), (rounds) => {
      let slices: EndpointSlice[] = [];
      for (const [http, web] of rounds) {
        const groups = [
          group(http),
          group(
            web.filter((index) => !http.includes(index)),
            'web',
          ),
        ].filter(({ endpoints }) => endpoints.length > 0);
        slices = carriedOut(slices, plan(groups, slices));
        const held = slices.flatMap((each) =>
          each.endpoints?.map(({ targetRef }) => `${groupKey(each)} ${targetRef?.name}`),
        );
        const wanted = groups.flatMap((each) =>
          each.endpoints.map(({ targetRef }) => `${groupKey(each)} ${targetRef?.name}`),
        );
        expect(held.sort()).toEqual(wanted.sort());
        expect(Math.max(...slices.map(({ endpoints = [] }) => endpoints.length))).toBeLessThanOrEqual(3);
        expect(told(plan(groups, slices))).toEqual([]);
      }
    }),
  );
});
