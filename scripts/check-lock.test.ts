import { describe, expect, it } from 'vitest';
import { findLockProblems, type Lock } from './check-lock.ts';

const workspaces: Lock = {
  '': { devDependencies: { tsx: '4.23.15' } },
  'packages/core': { dependencies: { pg: '8.23.1', '@portolan/client': '*' } },
};
const locked: Lock = {
  ...workspaces,
  'node_modules/tsx': { version: '4.23.15', integrity: 'sha512-a' },
  'node_modules/pg': { version: '8.23.1', integrity: 'sha512-b' },
  'node_modules/@portolan/client': { resolved: 'packages/client', link: true },
};

describe('the check of the lock file', () => {
  it('is content with exact versions and hashes', () => {
    expect(findLockProblems(locked, workspaces)).toEqual([]);
  });

  it('finds a package without a hash and one that names its server', () => {
    const changed = { 'node_modules/pg': { version: '8.23.1', resolved: 'https://example.org/pg.tgz' } };
    expect(findLockProblems({ ...locked, ...changed }, workspaces)).toEqual([
      'node_modules/pg has no hash',
      'node_modules/pg names the server it came from',
    ]);
  });

  it('finds a package for another platform that was left out', () => {
    const pg = { version: '8.23.1', integrity: 'sha512-b', optionalDependencies: { native: '1', 'native-arm': '1' } };
    const native = { version: '1.0.0', integrity: 'sha512-c', optional: true };
    const changed = { 'node_modules/pg': pg, 'node_modules/pg/node_modules/native': native };
    expect(findLockProblems({ ...locked, ...changed }, workspaces)).toEqual([
      'node_modules/pg wants native-arm, which is not in the lock file',
    ]);
    expect(findLockProblems({ ...locked, ...changed, 'node_modules/native-arm': native }, workspaces)).toEqual([]);
  });

  it('finds a package.json that the lock file does not follow', () => {
    const added = { '': { devDependencies: { tsx: '4.23.15', left: '1.0.0' } }, 'apps/cli': {} };
    expect(findLockProblems(locked, { ...workspaces, ...added })).toEqual([
      'package.json and the lock file differ in left',
      'apps/cli/package.json is not in the lock file',
    ]);
    expect(findLockProblems(locked, { ...workspaces, '': {} })).toEqual([
      'package.json and the lock file differ in tsx',
    ]);
  });

  it('finds a version that is a range', () => {
    const ranged = { '': { devDependencies: { tsx: '^4.23.15' } } };
    expect(findLockProblems({ ...locked, ...ranged }, { ...workspaces, ...ranged })).toEqual([
      'package.json: tsx ^4.23.15 is not one version',
    ]);
  });
});
