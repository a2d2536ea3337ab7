// What is written to groups of version 2, into plain directories: this says nothing of the kernel, which the conformance
// suite meets with the version that the machine has.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CgroupHierarchy, cgroupUsage, createCgroup, joinFiles, oomKills } from './cgroups.ts';

let root: string;
let hierarchy: CgroupHierarchy;
const path = 'portolan/pod';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'portolan-cgroup-'));
  hierarchy = { version: 2, root };
  mkdirSync(join(root, path), { recursive: true });
  // The kernel makes these with each directory.
  writeFileSync(join(root, 'cgroup.subtree_control'), 'cpu io memory pids');
  writeFileSync(join(root, 'portolan/cgroup.subtree_control'), 'memory');
});
afterEach(() => rmSync(root, { recursive: true }));

const read = (file: string) => readFileSync(join(root, file), 'utf8');

it('gives groups below the controllers that they lack', () => {
  createCgroup(hierarchy, path, {});
  expect(read('cgroup.subtree_control')).toBe('cpu io memory pids');
  expect(read('portolan/cgroup.subtree_control')).toBe('+cpu +pids');
});

it('limits memory and CPU, with shares converted as runc converts them', () => {
  const group = createCgroup(hierarchy, path, { memoryBytes: 64 << 20, cpuMillis: 250, cpuShares: 1024 });
  expect(read(`${path}/memory.max`)).toBe(String(64 << 20));
  expect(read(`${path}/cpu.max`)).toBe('25000 100000');
  expect(read(`${path}/cpu.weight`)).toBe('39');
  expect(joinFiles(group)).toEqual([join(root, path, 'cgroup.procs')]);
});

it('reads the use and the kills of a group', () => {
  const group = createCgroup(hierarchy, path, {});
  writeFileSync(join(root, path, 'memory.current'), '5000\n');
  writeFileSync(join(root, path, 'memory.stat'), 'anon 3000\ninactive_file 1200\nactive_file 800\n');
  writeFileSync(join(root, path, 'cpu.stat'), 'usage_usec 1500\nuser_usec 1000\n');
  writeFileSync(join(root, path, 'memory.events'), 'max 4\noom 2\noom_kill 1\n');
  expect(cgroupUsage(group)).toEqual({ memoryWorkingSetBytes: 3800, cpuNanos: 1_500_000 });
  expect(oomKills(group)).toBe(1);
});
