import { expect, it } from 'vitest';
import { VirtualAgentClock } from '../virtual-agent-clock.ts';
import { HollowRuntime } from './hollow-runtime.ts';

const sandbox = (name: string) => ({
  uid: name,
  name,
  namespace: 'default',
  attempt: 0,
  hostname: name,
  hostNetwork: false,
  logDirectory: '',
  labels: {},
  annotations: {},
});

it("gives pods addresses of the node's block, so that no two nodes give the same", async () => {
  const clock = new VirtualAgentClock();
  const runtimes = [new HollowRuntime({ clock }), new HollowRuntime({ clock })];
  const addresses: string[] = [];
  for (const [index, runtime] of runtimes.entries()) {
    await runtime.updateRuntimeConfig({ podCidr: `127.128.${index}.0/24` });
    await runtime.runPodSandbox(sandbox('a'));
    await runtime.runPodSandbox(sandbox('b'));
    addresses.push(...(await runtime.listPodSandboxes()).flatMap(({ ips }) => ips));
  }
  expect(addresses).toEqual(['127.128.0.2', '127.128.0.3', '127.128.1.2', '127.128.1.3']);
});
