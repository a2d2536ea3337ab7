// What the client writes down by hand, held against the schema that is served.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serverDocuments } from '@portolan/client/client.ts';
import { readDocuments } from '@portolan/client/kind-client.ts';
import { clientKinds } from '@portolan/client/kinds.ts';
import type { DeleteOptions, OperationInput, PatchOptions } from '@portolan/client/operations.ts';
import { KindOperations } from '@portolan/client/operations.ts';
import type { WatchEvent } from '@portolan/client/watch.ts';
import { watchText } from '@portolan/client/watch.ts';
import { type Outcome, type WriteOptions, writeDocuments } from '@portolan/client/writes.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { groupKind } from '@portolan/core/resource/kind.ts';
import { coerceInputValue, type GraphQLInputType, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { servedSchema } from '../support/graphql.ts';

const documents = { ...readDocuments, ...writeDocuments, ...serverDocuments, watch: watchText };

const source = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../packages/${path}`, import.meta.url)), 'utf8');

/** The compiler sees to it that these are all members of the client's types. */
const enums = {
  Outcome: { CREATED: 0, CONFIGURED: 0, UNCHANGED: 0, DELETED: 0, TERMINATING: 0 } satisfies Record<Outcome, 0>,
  EventType: { ADDED: 0, MODIFIED: 0, DELETED: 0 } satisfies Record<WatchEvent<unknown>['type'], 0>,
  PatchType: { JSON: 0, MERGE: 0, STRATEGIC: 0 } satisfies Record<NonNullable<PatchOptions['type']>, 0>,
  Subresource: { STATUS: 0, SCALE: 0, FINALIZE: 0 } satisfies Record<NonNullable<PatchOptions['subresource']>, 0>,
  FieldValidation: { STRICT: 0, WARN: 0, IGNORE: 0 } satisfies Record<NonNullable<WriteOptions['fieldValidation']>, 0>,
  Propagation: { BACKGROUND: 0, FOREGROUND: 0, ORPHAN: 0 } satisfies Record<
    NonNullable<DeleteOptions['propagation']>,
    0
  >,
};

describe('the client and the served schema agree', () => {
  it.each(Object.entries(documents))('on the document %s', (_, text) => {
    expect(validate(servedSchema, parse(text))).toEqual([]);
  });

  it.each(Object.entries(enums))('on the values of %s', (name, values) => {
    const type = servedSchema.getType(name);
    const served = type && 'getValues' in type ? type.getValues().map((each) => each.name) : [];
    expect(Object.keys(values).sort()).toEqual(served.sort());
  });

  it('on every step of a change set', () => {
    const pods = new KindOperations('Pod');
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
    const name = { name: 'a', namespace: 'shop' };
    const steps = [
      pods.create(pod),
      pods.update(pod),
      pods.updateStatus(pod),
      pods.apply(pod, { force: true, subresource: 'STATUS' }),
      pods.patch(name, [], { type: 'JSON', subresource: 'STATUS' }),
      pods.scale({ ...name, resourceVersion: '7' }, 3),
      pods.delete({ ...name, uid: 'u', resourceVersion: '7' }, { gracePeriodSeconds: 0, propagation: 'ORPHAN' }),
    ];
    const type = servedSchema.getType('OperationInput') as GraphQLInputType; // An input type, or the documents would not hold.
    for (const { input } of steps) {
      expect(coerceInputValue(JSON.parse(JSON.stringify(input)), type)).toMatchObject(withDefaults(input));
    }
  });

  it('on the kinds that there are', () => {
    expect(Object.values(clientKinds).sort()).toEqual(kinds.all.map(groupKind).sort());
  });

  it('on the types of Kubernetes', () => {
    expect(source('client/src/generated/kubernetes.ts')).toBe(source('core/src/resource/generated/kubernetes.ts'));
  });
});

/** Enums are other values inside. */
function withDefaults(input: OperationInput): object {
  const [[verb, step] = ['', {}]] = Object.entries(input);
  const { type: _, subresource: __, propagation: ___, ...plain } = step as Record<string, unknown>;
  return { [verb]: plain };
}
