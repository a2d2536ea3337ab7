import { expect, it } from 'vitest';
import { anEvent } from '../../../../test/support/manifests.ts';
import { decisionAnnotation, decisionOf } from './decision.ts';

const decision = { observedAtMs: 1_000, decidedAtMs: 1_250, attempts: 2, nodes: 3, fitting: 1, score: 276 };
const said = (annotations: Record<string, string>) => decisionOf(anEvent({ metadata: { annotations } }));

it('is read from its event as it was written', () => {
  expect(said(decisionAnnotation(decision))).toEqual(decision);
});

it.each([
  ['is absent', {}],
  ['is no JSON', { 'scheduling.portolan.dev/decision': '{' }],
  ['is no object', { 'scheduling.portolan.dev/decision': 'null' }],
  ['lacks a time', { 'scheduling.portolan.dev/decision': '{"attempts":1,"nodes":1,"fitting":1,"score":1}' }],
])('is nothing where the annotation %s', (_, annotations) => {
  expect(said(annotations)).toBeUndefined();
});
