// A question on the terminal before something that cannot be undone.
import { createInterface } from 'node:readline/promises';
import type { Cli } from './cli.ts';
import { UsageError } from './failures.ts';

/** Whether the answer begins with `y`. Without a terminal there is nobody to ask: throws UsageError. */
export async function confirm(cli: Cli, question: string): Promise<boolean> {
  const { stdin, stderr } = cli.streams;
  if (!stdin.isTTY) throw new UsageError('confirmation is required, and there is no terminal to ask on');
  const asking = createInterface({ input: stdin, output: stderr });
  try {
    return /^\s*y(es)?\s*$/i.test(await asking.question(`${question} (y/n): `));
  } finally {
    asking.close();
  }
}
