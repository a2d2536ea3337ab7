import { expect, it } from 'vitest';
import { countEndpoints, noEndpoints, stateOf } from './endpoint-kind.ts';

const endpoint = (address: string, isReady: boolean) => ({
  address,
  isReady,
  isServing: isReady,
  isTerminating: false,
  node: 'n1',
  pod: address,
});
const slice = (...endpoints: ReturnType<typeof endpoint>[]) => ({ namespace: 'shop', service: 'web', endpoints });

it('counts an address once, and as ready when one slice says so', () => {
  const counts = countEndpoints([slice(endpoint('a', false), endpoint('b', false)), slice(endpoint('a', true))]);
  expect(counts.get('shop/web')).toEqual({ ready: 1, all: 2 });
});

it('tells services that serve from those that serve less, or not at all', () => {
  expect(stateOf('ClusterIP', { ready: 2, all: 2 })).toBe('ready');
  expect(stateOf('ClusterIP', { ready: 1, all: 2 })).toBe('degraded');
  expect(stateOf('NodePort', noEndpoints)).toBe('down');
  expect(stateOf('ExternalName', noEndpoints)).toBe('external');
});
