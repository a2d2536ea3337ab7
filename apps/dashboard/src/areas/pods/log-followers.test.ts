import { expect, it } from 'vitest';
import type { LogReader } from './follow-log.ts';
import { LogFollowers, type WantedLog } from './log-followers.ts';

const log = (name: string, restarts = 0): WantedLog => ({
  namespace: 'shop',
  name,
  container: 'app',
  isPrevious: false,
  restarts,
  tailLines: 100,
});

function rig() {
  const followed = new Map<string, LogReader>();
  const calls: string[] = [];
  const failures: string[][] = [];
  const followers = new LogFollowers(
    ({ name }, reader) => {
      calls.push(`+${name}`);
      followed.set(name, reader);
      return () => calls.push(`-${name}`);
    },
    (all) => failures.push([...all]),
  );
  const want = (...logs: WantedLog[]) => followers.want(logs, () => undefined);
  return { followers, followed, calls, failures, want };
}

it('follows what comes, and no longer what is gone', () => {
  const { calls, want, followers } = rig();
  want(log('a'), log('b'));
  want(log('b'), log('c'));
  followers.stop();
  expect(calls).toEqual(['+a', '+b', '-a', '+c', '-b', '-c']);
});

it('begins anew with a container that was started anew', () => {
  const { calls, want } = rig();
  want(log('a'));
  want(log('a', 1));
  expect(calls).toEqual(['+a', '-a', '+a']);
});

it('says which logs cannot be read, until they can', () => {
  const { followed, failures, want } = rig();
  want(log('a'), log('b'));
  followed.get('b')?.tell({ state: 'failed', why: 'no log' });
  expect(failures.at(-1)).toEqual(['b: no log']);
  followed.get('b')?.tell({ state: 'following', why: '' });
  expect(failures.at(-1)).toEqual([]);
  followed.get('a')?.tell({ state: 'failed', why: 'gone' });
  want(log('b'));
  expect(failures.at(-1)).toEqual([]);
});
