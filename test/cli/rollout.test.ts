// rollout from the command line, with the controllers at work. No node is there: what has replicas never gets ready.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { CommandLine } from '../support/command-line.ts';

vi.setConfig({ testTimeout: 120_000 });

let api: TestApi;
let cli: CommandLine;

const output = async (...words: string[]) => {
  const { stdout, stderr, code } = await cli.run(words);
  return [stdout, stderr, code];
};

beforeAll(async () => {
  api = await startApi({ controllers: ['*'] });
  cli = new CommandLine(api);
  await output('create', 'deployment', 'web', '--image=node:20', '--replicas=0');
});
afterAll(() => api?.stop());

const rolledOut = 'deployment "web" successfully rolled out\n';

describe('rollout', () => {
  it('tells of revisions, and goes back to one', async () => {
    // What is said before the end depends on how fast the controllers are.
    expect((await output('rollout', 'status', 'deploy/web'))[0]).toMatch(new RegExp(`${rolledOut}$`));
    await output('set', 'image', 'deploy/web', 'node=node:22');
    await output('rollout', 'status', 'deploy/web', '--revision=2', '--timeout=20s');
    await output('annotate', 'deploy/web', 'kubernetes.io/change-cause=newer node');
    await output('rollout', 'status', 'deploy/web', '--timeout=20s');
    expect(await output('rollout', 'history', 'deploy/web')).toEqual([
      'deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         newer node\n\n',
      '',
      0,
    ]);
    const [template] = await output('rollout', 'history', 'deploy', 'web', '--revision=1');
    expect(template).toMatch(/^deployment\.apps\/web with revision #1\nPod Template:\n {2}Labels:/);
    expect(template).toMatch(/Image: +node:20\n/);
    expect(await output('rollout', 'undo', 'deploy/web')).toEqual(['deployment.apps/web rolled back\n', '', 0]);
    // What one goes back to becomes the newest revision.
    await output('rollout', 'status', 'deploy/web', '--revision=3', '--timeout=20s');
    expect(await output('rollout', 'undo', 'deploy/web', '--to-revision=3')).toEqual([
      'deployment.apps/web skipped rollback (current template already matches revision 3)\n',
      '',
      0,
    ]);
    expect(await output('rollout', 'status', 'deploy/web', '--watch=false')).toEqual([
      expect.stringMatching(/^(Waiting for deployment spec update to be observed\.\.\.|deployment "web" success)/),
      '',
      0,
    ]);
  });

  it('pauses, resumes and restarts', async () => {
    expect(await output('rollout', 'pause', 'deploy/web')).toEqual(['deployment.apps/web paused\n', '', 0]);
    expect(await output('rollout', 'resume', 'deploy/web')).toEqual(['deployment.apps/web resumed\n', '', 0]);
    expect(await output('rollout', 'restart', 'deploy')).toEqual(['deployment.apps/web restarted\n', '', 0]);
  });

  it('fails with 1 when the progress deadline passes, and with 6 when its own time is over', async () => {
    await output('create', 'deployment', 'stuck', '--image=x');
    await output('patch', 'deploy/stuck', '-p', '{"spec":{"progressDeadlineSeconds":2}}');
    const stuck = await output('rollout', 'status', 'deploy/stuck');
    expect(stuck.slice(1)).toEqual(['error: deployment "stuck" exceeded its progress deadline\n', 1]);
    await output('create', 'deployment', 'late', '--image=x');
    const late = await output('rollout', 'status', 'deploy/late', '--timeout=3s');
    expect(late[0]).toContain(
      'Waiting for deployment "late" rollout to finish: 0 of 1 updated replicas are available...\n',
    );
    expect(late.slice(1)).toEqual(['error: timed out waiting for the condition\n', 6]);
  });

  it('refuses what makes no sense', async () => {
    const failures: ReadonlyArray<[string[], string, number]> = [
      [['status'], 'error: required resource not specified\n', 2],
      [['status', 'deploy/none'], 'Error from server (NotFound): deployments.apps "none" not found\n', 3],
      [['status', 'ns/default'], 'error: no status viewer has been implemented for Namespace\n', 1],
      [['history', 'deploy/web', '--revision=99'], 'error: unable to find the specified revision\n', 1],
      [['undo', 'deploy/web', '--to-revision=99'], 'error: unable to find specified revision 99 in history\n', 1],
      [['undo', 'deploy/web', '--to-revision=-1'], 'error: revision must be a positive integer: -1\n', 2],
      [['resume', 'deploy/web'], 'error: deployments.apps "web" is not paused\n', 1],
    ];
    for (const [words, message, code] of failures)
      expect(await output('rollout', ...words)).toEqual(['', message, code]);
    await output('rollout', 'pause', 'deploy/web');
    expect(await output('rollout', 'pause', 'deploy/web')).toEqual([
      '',
      'error: deployments.apps "web" is already paused\n',
      1,
    ]);
    expect(await output('rollout', 'restart', 'deploy/web')).toEqual([
      '',
      'error: deployments.apps "web" can\'t restart paused deployment (run rollout resume first)\n',
      1,
    ]);
    expect(await output('rollout', 'undo', 'deploy/web')).toEqual([
      '',
      "error: you cannot rollback a paused deployment; resume it first with 'portolan rollout resume deployment/web' and try again\n",
      1,
    ]);
  });
});
