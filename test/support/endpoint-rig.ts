// One controller of endpoints at work on the store in memory, with services and pods made by hand.

import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Operation } from '@portolan/core/registry/operation.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import type { ControllerDefinition } from '@portolan/core/runtime/controller.ts';
import { startControllers } from '@portolan/core/runtime/controller-runner.ts';
import { admin, startRegistry } from './registry.ts';
import { untilSucceeds } from './until.ts';

interface PodSketch {
  readonly ip?: string;
  readonly ready?: boolean;
  readonly phase?: string;
}

interface NewPod extends PodSketch {
  readonly ports?: readonly object[];
  readonly spec?: object;
}

const namespace = 'default';
const nodeLabels = { 'topology.kubernetes.io/zone': 'z1' };
const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', labels: nodeLabels } };

export async function startEndpointRig(controller: ControllerDefinition) {
  const { registry, clock } = await startRegistry(kinds);
  const failures: unknown[] = [];
  const controllers = startControllers({
    registry,
    clock,
    controllers: [controller],
    request: { ...admin, fieldManager: 'kube-controller-manager' },
    recordEvent: () => {},
    warn: (_text, error) => failures.push(error),
  });
  const execute = async (...operations: Operation[]): Promise<AnyObject | undefined> =>
    (await registry.execute(admin, operations)).results[0]?.object;
  const patch = (kind: string, name: string, body: object, subresource?: 'status') =>
    execute({
      verb: 'patch',
      ref: { kind, name },
      patchType: 'merge',
      patch: body,
      ...(subresource && { subresource }),
    });
  const setStatus = (name: string, status: PodSketch) => patch('Pod', name, { status: podStatus(status) }, 'status');
  await execute({ verb: 'create', manifest: node });
  return {
    registry,
    execute,
    patch,
    setStatus,
    async createService(name: string, { metadata = {}, spec = {} }: { metadata?: object; spec?: object } = {}) {
      const manifest = {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, ...metadata },
        spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
      };
      const created = await execute({ verb: 'create', manifest });
      return { uid: created?.metadata.uid };
    },
    deleteService: (name: string) => execute({ verb: 'delete', ref: { kind: 'Service', name } }),
    async createPod(name: string, pod: NewPod) {
      await execute({ verb: 'create', manifest: podManifest(name, pod) });
      await setStatus(name, pod);
    },
    async createPods(count: number) {
      const names = Array.from({ length: count }, (_, index) => `p${index}`);
      await execute(...names.map((name): Operation => ({ verb: 'create', manifest: podManifest(name, {}) })));
      await execute(
        ...names.map((name, index): Operation => {
          const status = podStatus({ ip: `127.129.${index >> 8}.${index & 255}` });
          return {
            verb: 'patch',
            ref: { kind: 'Pod', name },
            patchType: 'merge',
            patch: { status },
            subresource: 'status',
          };
        }),
      );
    },
    label: (name: string, labels: object) => patch('Pod', name, { metadata: { labels } }),
    deletePod: (name: string, gracePeriodSeconds = 30) =>
      execute({ verb: 'delete', ref: { kind: 'Pod', name }, gracePeriodSeconds }),
    /** Waits until what it expects is so; whatever a controller threw meanwhile fails it. */
    async settled(expectation: () => void) {
      await untilSucceeds('the controller to settle', async () => expectation());
      if (failures.length > 0) throw failures[0];
    },
    stop: () => controllers.stop(),
  };
}

function podManifest(name: string, { ports = [], spec = {} }: NewPod) {
  const containers = [{ name: 'web', image: 'web', ports }];
  const metadata = { name, namespace, labels: { app: 'web' } };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName: 'n1', containers, ...spec } };
}

function podStatus({ ip, ready = true, phase = 'Running' }: PodSketch) {
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  return { phase, conditions, ...(ip !== undefined && { podIP: ip, podIPs: [{ ip }] }) };
}
