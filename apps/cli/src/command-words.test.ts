import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { plainWords } from './command-words.ts';

const program = new Command();
program
  .command('delete')
  .option('--wait', 'wait', true)
  .option('--no-wait', 'do not wait')
  .option('--all', 'all')
  .option('--no-headers', 'no headings')
  .option('--dry-run [how]', 'only show')
  .option('-o, --output <form>', 'form');

describe('plainWords', () => {
  const cases: ReadonlyArray<[string, string[], string[]]> = [
    ['a switch that is turned off', ['--wait=false'], ['--no-wait']],
    ['a switch that is on anyway', ['--wait=true'], ['--wait']],
    ['a switch that is off anyway', ['--all=false', 'pods'], ['pods']],
    ['a switch that is turned on', ['--all=true'], ['--all']],
    ['a switch that only turns off', ['--headers=true', '--headers=false'], ['--no-headers']],
    ['a value that looks like a switch', ['--output=true'], ['--output=true']],
    ['a short flag with its value', ['-o=json', '-l=a=b'], ['-ojson', '-la=b']],
    ['a bare dry run', ['--dry-run', 'pod/x'], ['--dry-run=client', 'pod/x']],
    ['a dry run with a word', ['--dry-run', 'server'], ['--dry-run', 'server']],
    ['what stands behind the dashes', ['--', '-o=json', '--all=true'], ['--', '-o=json', '--all=true']],
  ];
  it.each(cases)('reads %s', (_, given, plain) => {
    expect(plainWords(given, program)).toEqual(plain);
  });
});
