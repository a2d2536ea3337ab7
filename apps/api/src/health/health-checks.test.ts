import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { type Check, HealthChecks } from './health-checks.ts';

const fine: Check = { name: 'fine', run: () => undefined };
const broken: Check = { name: 'broken', run: () => Promise.reject(new Error('password of host db-7 is wrong')) };
const all = { check: '', isVerbose: false, excluded: [] };

const options = (clock = new VirtualClock()) => ({ clock, report: () => undefined });

describe('HealthChecks', () => {
  it('is brief about success, unless asked', async () => {
    const checks = new HealthChecks('livez', [fine], options());
    expect(await checks.answer(all)).toEqual({ status: 200, body: 'ok' });
    expect(await checks.answer({ ...all, isVerbose: true })).toEqual({
      status: 200,
      body: '[+]fine ok\nlivez check passed\n',
    });
  });

  it('names what failed, and keeps the reason for the log', async () => {
    const reported: unknown[] = [];
    const checks = new HealthChecks('readyz', [fine, broken], {
      clock: new VirtualClock(),
      report: (name, reason) => reported.push([name, String(reason)]),
    });
    expect(await checks.answer(all)).toEqual({
      status: 500,
      body: '[+]fine ok\n[-]broken failed: reason withheld\nreadyz check failed\n',
    });
    expect(reported).toEqual([['broken', 'Error: password of host db-7 is wrong']]);
  });

  it('passes when what failed is excluded', async () => {
    const checks = new HealthChecks('readyz', [fine, broken], options());
    const answer = await checks.answer({ check: '', isVerbose: true, excluded: ['broken', 'a', 'b'] });
    expect(answer.body).toBe(
      '[+]fine ok\n[+]broken excluded: ok\nwarn: some health checks cannot be excluded: no matches for "a","b"\nreadyz check passed\n',
    );
  });

  it('answers for one', async () => {
    const checks = new HealthChecks('readyz', [fine, broken], options());
    expect(await checks.answer({ ...all, check: 'fine' })).toEqual({ status: 200, body: 'ok' });
    expect(await checks.answer({ ...all, check: 'broken' })).toMatchObject({ status: 500 });
    expect(await checks.answer({ ...all, check: 'none' })).toMatchObject({ status: 404 });
  });

  it('fails a check that does not answer in time', async () => {
    const clock = new VirtualClock();
    const stuck = { name: 'stuck', run: () => new Promise<void>(() => undefined) };
    const answer = new HealthChecks('readyz', [stuck], options(clock)).answer(all);
    clock.advance(2_000);
    expect(await answer).toMatchObject({ status: 500 });
  });
});
