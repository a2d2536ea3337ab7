import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { plainAtWords } from './at-words.ts';

const program = new Command().option('-n, --namespace <name>').option('-v, --verbose');

describe('plainAtWords', () => {
  it.each([
    ['get pods', 'get pods'],
    ['get at', 'get at'],
    ['at -10m get pods -n shop', 'get --at=-10m pods -n shop'],
    ['-n at at 12 describe deployment/web', '-n at describe --at=12 deployment/web'],
    ['at 12 -v -n shop get pods', 'get --at=12 -v -n shop pods'],
    ['at', 'at'],
    ['at --help', 'at --help'],
    ['at -10m', 'at -10m'],
  ])('makes of `%s` `%s`', (given, meant) => {
    expect(plainAtWords(given.split(' '), program).join(' ')).toBe(meant);
  });

  it('refuses what acts on the present', () => {
    expect(() => plainAtWords(['at', '-1h', 'delete', 'pod/web'], program)).toThrow(
      '"delete" does not show the past. Of a revision or time one can ask: get, describe, events',
    );
  });
});
