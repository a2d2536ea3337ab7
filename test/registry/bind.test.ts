import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Operation } from '@portolan/core/registry/operation.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import type { Pod } from '@portolan/core/resource/generated/kubernetes.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { aPod } from '../support/manifests.ts';
import { admin, as, nodeRequest, refusal, startRegistry } from '../support/registry.ts';

let registry: Registry;
let before: AnyObject;

const bind = (node: string, uid?: string): Operation => ({
  verb: 'bind',
  ref: { namespace: 'default', name: 'web' },
  node,
  ...(uid !== undefined && { uid }),
});

beforeEach(async () => {
  ({ registry } = await startRegistry(kinds));
  const { results } = await registry.execute(admin, [{ verb: 'create', manifest: { ...aPod() } }]);
  before = results[0]?.object as AnyObject;
});

describe('bind', () => {
  it('sets the node and the condition in one write, and nothing else', async () => {
    const { results } = await registry.execute(as('kube-scheduler'), [bind('n1', before.metadata.uid)]);
    const after = results[0]?.object as AnyObject & Pod;
    expect(results[0]?.outcome).toBe('configured');
    expect(after.spec).toEqual({ ...(before.spec as object), nodeName: 'n1' });
    expect(after.status?.conditions).toEqual([
      { type: 'PodScheduled', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z', observedGeneration: 1 },
    ]);
    const { resourceVersion: _, ...metadata } = before.metadata;
    expect(after.metadata).toEqual({ ...metadata, resourceVersion: after.metadata.resourceVersion });
    expect(Number(after.metadata.resourceVersion)).toBe(Number(before.metadata.resourceVersion) + 1);
  });

  it('takes the place of the condition that said why not', async () => {
    const conditions = ['PodScheduled', 'Other'].map((type) => ({ type, status: 'False', reason: 'Unschedulable' }));
    const manifest = { ...before, metadata: { name: 'web', namespace: 'default' }, status: { conditions } };
    await registry.execute(admin, [{ verb: 'update', subresource: 'status', manifest }]);
    const { results } = await registry.execute(admin, [bind('n1')]);
    const after = results[0]?.object as AnyObject & Pod;
    expect(after.status?.conditions?.map(({ type, status: state }) => [type, state])).toEqual([
      ['PodScheduled', 'True'],
      ['Other', 'False'],
    ]);
  });

  it('is refused for a pod that is another, bound, or not there, and to whom it is not allowed', async () => {
    const refused = async (operation: Operation, request = admin) => {
      const { reason, message } = await refusal(registry.execute(request, [operation]));
      return `${reason}: ${message}`;
    };
    expect(await refused(bind('n1', 'x'))).toContain('Conflict: Operation cannot be fulfilled on pods/binding "web"');
    expect(await refused(bind('N 1'))).toContain('BadRequest: target.name: Invalid value: "N 1"');
    expect(await refused(bind('n1'), nodeRequest('n1'))).toContain('Forbidden');
    expect(await refused({ ...bind('n1'), ref: { namespace: 'default', name: 'none' } } as Operation)).toContain(
      'NotFound',
    );
    await registry.execute(admin, [bind('n1')]);
    expect(await refused(bind('n2'))).toContain('pod web is already assigned to node "n1"');
  });
});
