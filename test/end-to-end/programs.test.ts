// The parts of a cluster as programs of the command line.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';

// Each start of a program takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const portolan = fileURLToPath(new URL('../../apps/cli/bin/portolan.mjs', import.meta.url));

function run(args: readonly string[], environment: Record<string, string> = {}) {
  const { DATABASE_URL: _, ...inherited } = process.env;
  return spawnSync(process.execPath, [portolan, ...args], {
    encoding: 'utf8',
    env: { ...inherited, ...environment },
  });
}

describe.each(['api', 'controller-manager', 'scheduler', 'agent', 'dashboard'])('portolan %s', (name) => {
  it('says what it can be told', () => {
    const { status, stdout } = run([name, '--help']);
    expect(stdout).toMatch(new RegExp(`^portolan ${name} \\[OPTION\\.\\.\\.\\]\n\n  --`));
    expect(status).toBe(0);
  });

  it('refuses what it does not know, by flag and by environment', () => {
    const byFlag = run([name, '--nope', '1']);
    expect([byFlag.status, byFlag.stderr]).toEqual([2, expect.stringContaining("'--nope'")]);
    const prefix = `PORTOLAN_${name.toUpperCase().replace('-', '_')}`;
    const byEnvironment = run([name], { [`${prefix}_NOT_THERE`]: '1' });
    expect([byEnvironment.status, byEnvironment.stderr]).toEqual([2, expect.stringContaining("'--not-there'")]);
  });
});

describe('a flag from the environment', () => {
  it('gives way to the command line', () => {
    const environment = { PORTOLAN_API_PORT: 'seventy', PORTOLAN_API_LOG_LEVEL: 'loud' };
    expect(run(['api', '--log-level', 'quiet'], environment).stderr).toMatch(
      /^--port: .*\n--log-level: .*expected one of/m,
    );
    expect(run(['api', '--port', '70000'], { PORTOLAN_API_PORT: 'seventy' }).stderr).toContain('<=65535');
  });

  it('may be one without a value', () => {
    const environment = { PORTOLAN_API_NO_CONTROLLERS: 'true', PORTOLAN_API_NO_SCHEDULER: 'false' };
    expect(run(['api', '--port', '70000'], environment).stderr).toBe(
      '--port: Too big: expected number to be <=65535\n',
    );
  });
});
