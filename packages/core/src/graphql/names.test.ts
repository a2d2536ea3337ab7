import { describe, expect, it } from 'vitest';
import { kinds } from '../kinds/kinds.ts';
import type { KindDefinition } from '../resource/kind.ts';
import { schemaTable } from '../resource/schema-table.ts';
import { findKind, graphqlFieldNames, graphqlName, graphqlTypeNames, kindNames } from './names.ts';

describe('names for GraphQL', () => {
  it.each([
    ['replicas', 'replicas'],
    ['$ref', '_ref'],
    ['x-kubernetes-map-type', 'x_kubernetes_map_type'],
    ['3scale', '_3scale'],
    ['__proto__', 'x__proto__'],
    ['größe', 'gr__e'],
  ])('turns %s into %s', (wire, name) => {
    expect(graphqlName(wire)).toBe(name);
  });

  it('gives two fields of one type two names, whatever their order', () => {
    expect([...graphqlFieldNames(['a-b', 'a_b', 'a.b']).values()]).toEqual(['a_b_', 'a_b', 'a_b__']);
  });
});

describe('names of kinds', () => {
  const typeNames = graphqlTypeNames(schemaTable);
  const named = (kind: string, plural: string, group = '', version = 'v1') => {
    const { type, types, one, many } = kindNames({ kind, plural, group, version } as KindDefinition, typeNames);
    return [type, types, one, many];
  };

  it.each([
    [named('Pod', 'pods'), ['Pod', 'Pods', 'pod', 'pods']],
    [named('ReplicaSet', 'replicasets', 'apps'), ['ReplicaSet', 'ReplicaSets', 'replicaSet', 'replicaSets']],
    [
      named('NetworkPolicy', 'networkpolicies', 'networking.k8s.io'),
      ['NetworkPolicy', 'NetworkPolicies', 'networkPolicy', 'networkPolicies'],
    ],
    [named('CSIDriver', 'csidrivers', 'storage.k8s.io'), ['CSIDriver', 'CSIDrivers', 'csiDriver', 'csiDrivers']],
    [named('Endpoints', 'endpoints'), ['Endpoints', 'EndpointsList', 'endpoints', 'endpointsList']],
    [
      named('HorizontalPodAutoscaler', 'horizontalpodautoscalers', 'autoscaling', 'v1'),
      [
        'AutoscalingV1HorizontalPodAutoscaler',
        'AutoscalingV1HorizontalPodAutoscalers',
        'autoscalingV1HorizontalPodAutoscaler',
        'autoscalingV1HorizontalPodAutoscalers',
      ],
    ],
  ])('are %s', (names, expected) => {
    expect(names).toEqual(expected);
  });

  it.each(['Pod', 'pod', 'pods', 'po', 'PODS', 'pods.'])('finds the pod kind by %s', (word) => {
    expect(findKind(kinds, word)?.kind).toBe('Pod');
  });

  it.each(['Deployment.apps', 'deployments.apps', 'deploy', 'deploy.apps'])(
    'finds the deployment kind by %s',
    (word) => {
      expect(findKind(kinds, word)?.kind).toBe('Deployment');
    },
  );

  it('does not find a kind in another group', () => {
    expect(findKind(kinds, 'pods.apps')).toBeUndefined();
    expect(findKind(kinds, '')).toBeUndefined();
  });
});
