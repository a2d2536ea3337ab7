import type { WatchExtension } from '@portolan/core/graphql/watch-fields.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { WatchPlan } from '@portolan/core/registry/watch.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import { execute, type FieldNode, getArgumentValues, getOperationAST, parse } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Graphql, servedSchema, startGraphql } from '../support/graphql.ts';
import { aNode, aPod } from '../support/manifests.ts';
import { admin } from '../support/registry.ts';

let api: Graphql;

beforeEach(async () => {
  api = await startGraphql();
});

function planOf(source: string): WatchPlan {
  const node = getOperationAST(parse(source))?.selectionSet.selections[0] as FieldNode;
  const field = servedSchema.getSubscriptionType()?.getFields()[node.name.value];
  if (!field) throw new Error(`no field ${node.name.value}`);
  return (field.extensions.portolan as WatchExtension).plan(getArgumentValues(field, node), kinds);
}

describe('what a subscription plans to watch', () => {
  it('is any kinds, by any names, each once', () => {
    const plan = planOf(`subscription { watch(
      kinds: ["po", "Pod", "deployments.apps"], namespace: "shop", labelSelector: "app=web", fieldSelector: "status.phase=Running",
      since: "42", batchMs: 100
    ) { type } }`);
    expect(plan).toEqual({
      kinds: ['Pod', 'Deployment.apps'],
      namespace: 'shop',
      labelSelector: 'app=web',
      fieldSelector: 'status.phase=Running',
      since: 42,
      batchMs: 100,
    });
  });

  it('is one kind for a typed field, from a snapshot on unless told otherwise', () => {
    expect(planOf('subscription { podChanges { type } }')).toEqual({ kinds: ['Pod'], batchMs: 10 });
    expect(planOf('subscription { nodeChanges(since: "0") { type } }')).toEqual({
      kinds: ['Node'],
      since: 0,
      batchMs: 10,
    });
  });

  it.each([
    ['watch(kinds: ["widgets"])', `the server doesn't have a resource type "widgets"`],
    ['podChanges(since: "yesterday")', 'since: Invalid value: "yesterday": must be a revision'],
    ['podChanges(batchMs: -1)', 'batchMs: Invalid value: -1: must be between 0 and 60000'],
  ])('is refused for %s', (field, message) => {
    expect(() => planOf(`subscription { ${field} { type } }`)).toThrow(message);
  });
});

describe('a frame', () => {
  const frame = (object: AnyObject | undefined, type: string) => ({
    type: 'DELTA',
    resourceVersion: '7',
    more: false,
    events: [{ type, object }],
  });
  const documents = {
    typed: `subscription { podChanges { type resourceVersion more events {
      type object { id metadata { name } node { metadata { name } } manifest }
    } } }`,
    any: `subscription { watch(kinds: ["po"]) { type events { type object { __typename id manifest ... on Pod { spec { nodeName } } } } } }`,
  };

  it.each(['interpreted', 'compiled'] as const)('shows its objects with their relations at once, %s', async (how) => {
    const [node, pod] = (await api.create(aNode(), aPod({ spec: { nodeName: 'n1' } }))) as AnyObject[];
    const answer = (source: string, rootValue: unknown) => {
      const document = parse(source);
      const contextValue = api.context(admin);
      if (how === 'interpreted') return execute({ schema: servedSchema, document, rootValue, contextValue });
      const compiled = compileQuery(servedSchema, document);
      if (!isCompiledQuery(compiled)) throw new Error('it does not compile');
      return compiled.query(rootValue, contextValue, {});
    };
    const { managedFields: _, ...metadata } = pod?.metadata ?? { name: '' };
    const manifest = { ...pod, metadata };
    // Not a promise: the server encodes a frame as it comes.
    expect(answer(documents.typed, { podChanges: frame(pod, 'ADDED') })).toEqual({
      data: {
        podChanges: {
          type: 'DELTA',
          resourceVersion: '7',
          more: false,
          events: [
            {
              type: 'ADDED',
              object: {
                id: pod?.metadata.uid,
                metadata: { name: 'web' },
                node: { metadata: { name: node?.metadata.name } },
                manifest,
              },
            },
          ],
        },
      },
    });
    expect(answer(documents.any, { watch: frame(pod, 'DELETED') })).toEqual({
      data: {
        watch: {
          type: 'DELTA',
          events: [
            {
              type: 'DELETED',
              object: { __typename: 'Pod', id: pod?.metadata.uid, manifest, spec: { nodeName: 'n1' } },
            },
          ],
        },
      },
    });
  });
});
