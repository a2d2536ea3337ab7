import { afterEach, beforeEach, expect, it } from 'vitest';
import { HollowRuntime } from './hollow/hollow-runtime.ts';
import { Pleg } from './pleg.ts';
import { VirtualAgentClock } from './virtual-agent-clock.ts';

let clock: VirtualAgentClock;
let pleg: Pleg;
let isStuck: boolean;
let reports: unknown[];

beforeEach(() => {
  clock = new VirtualAgentClock();
  isStuck = false;
  reports = [];
  const runtime = new HollowRuntime({ clock });
  const list = () => (isStuck ? Promise.reject(new Error('the runtime is away')) : runtime.listContainers());
  pleg = new Pleg({
    runtime: Object.assign(Object.create(runtime), { listContainers: list }),
    clock,
    onPodsChanged: () => undefined,
    report: (error) => reports.push(error),
  });
});

afterEach(() => pleg.stop());

it('is not healthy before it has seen the runtime, then is', async () => {
  expect(pleg.trouble()).toBe('PLEG is not healthy: pleg has yet to be successful');
  await pleg.start();
  expect(pleg.trouble()).toBeUndefined();
});

it('makes the node not ready once the runtime could not be listed for three minutes, and ready again after', async () => {
  await pleg.start();
  isStuck = true;
  await clock.pass(180_000);
  expect(pleg.trouble()).toBeUndefined();
  await clock.pass(1_000);
  expect(pleg.trouble()).toBe('PLEG is not healthy: pleg was last seen active 3m1s ago; threshold is 3m0s');
  expect(reports.length).toBeGreaterThan(100);
  isStuck = false;
  await clock.pass(2_000);
  expect(pleg.trouble()).toBeUndefined();
});
