import { describe, expect, test } from 'vitest';
import type { ApiError } from '../api-error.ts';
import { applyConflictError } from './apply-conflict.ts';
import { runSteps, Scenario, type Step } from './scenario.ts';

describe('the error of conflicts', () => {
  const subject = { kind: 'Thing', resource: 'things', name: 'x' };

  function conflictsOf(steps: readonly Step[], manager: string, yaml: string): ApiError {
    const scenario = runSteps(steps);
    const { conflicts } = scenario.tryApply(manager, scenario.read(yaml));
    return applyConflictError(subject, conflicts);
  }

  test('names the one manager and field', () => {
    const error = conflictsOf([['update', 'kubectl', 'text: x']], 'a', 'text: y');
    expect(error.reason).toBe('Conflict');
    expect(error.message).toBe('Apply failed with 1 conflict: conflict with "kubectl" using v1: .text');
    expect(error.details).toEqual({
      kind: 'Thing',
      name: 'x',
      causes: [{ reason: 'FieldManagerConflict', field: '.text', message: 'conflict with "kubectl" using v1' }],
    });
  });

  test('groups the fields of several by manager', () => {
    const error = conflictsOf(
      [
        ['apply', 'b', 'text: x'],
        ['update', 'a', 'text: x\nnumber: 1\nitems: [{name: n, value: 1}]'],
      ],
      'c',
      'text: y\nnumber: 2\nitems: [{name: n, value: 2}]',
    );
    expect(error.message).toBe(
      'Apply failed with 3 conflicts: conflicts with "a" using v1:\n- .number\n- .items[name="n"].value\nconflicts with "b":\n- .text',
    );
    expect(error.details.causes?.map((cause) => cause.field)).toEqual(['.number', '.items[name="n"].value', '.text']);
  });

  test('names the sub-resource', () => {
    const scenario = new Scenario({ apiVersion: 'v1', kind: 'Pod' });
    scenario.apply('m', 'spec: {nodeName: n}');
    scenario.apply('m', 'status: {phase: Running}', { subresource: 'status' });
    const manifest = scenario.read('status: {phase: Failed}');
    const { conflicts } = scenario.tryApply('a', manifest, { subresource: 'status' });
    expect(conflicts[0]?.time).toBe('2026-01-01T00:00:02Z');
    expect(applyConflictError(subject, conflicts).message).toBe(
      'Apply failed with 1 conflict: conflict with "m" with subresource "status": .status.phase',
    );
  });
});
