import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HollowRuntime } from '../hollow/hollow-runtime.ts';
import { containerConfig, podConfig } from '../runtime/runtime-suite-configs.ts';
import { VirtualAgentClock } from '../virtual-agent-clock.ts';
import { LogRotation } from './log-rotation.ts';

let directory: string;
const clock = new VirtualAgentClock();
let runtime: HollowRuntime;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'portolan-rotation-'));
  mkdirSync(join(directory, 'main'));
  runtime = new HollowRuntime({ clock });
  const sandbox = await runtime.runPodSandbox(podConfig(directory));
  await runtime.startContainer(await runtime.createContainer(sandbox, containerConfig(['sleep', '1'])));
});

afterEach(() => rmSync(directory, { recursive: true }));

function rotation(): LogRotation {
  const report = (error: unknown) => {
    throw error;
  };
  return new LogRotation({ runtime, clock, maxBytes: 10, maxFiles: 4, report });
}

it('leaves a small log alone', async () => {
  writeFileSync(join(directory, 'main/0.log'), 'small');
  await rotation().check();
  expect(readdirSync(join(directory, 'main'))).toEqual(['0.log']);
});

it('keeps as many files as it may, the older ones compressed', async () => {
  for (let round = 1; round <= 6; round += 1) {
    writeFileSync(join(directory, 'main/0.log'), `round ${round}: too long\n`);
    clock.advance(10_000);
    await rotation().check();
  }
  const names = readdirSync(join(directory, 'main')).sort();
  expect(names.map((name) => name.endsWith('.gz'))).toEqual([true, true, false]);
  const texts = names.map((name) => {
    const bytes = readFileSync(join(directory, 'main', name));
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  });
  expect(texts.map((text) => text.slice(0, 7))).toEqual(['round 4', 'round 5', 'round 6']);
});

it('leaves the log where it was when the runtime does not begin another', async () => {
  writeFileSync(join(directory, 'main/0.log'), 'much too long\n');
  runtime.reopenContainerLog = () => Promise.reject(new Error('not now'));
  await expect(rotation().check()).rejects.toThrow('not now');
  expect(readdirSync(join(directory, 'main'))).toEqual(['0.log']);
});
