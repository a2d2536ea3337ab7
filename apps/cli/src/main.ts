// `portolan`: everything that kubectl does, over the GraphQL API.
import { Cli } from './cli.ts';
import { exitCodes } from './exit-codes.ts';
import { describeFailure, exitCodeOf } from './failures.ts';
import { runProgram } from './program.ts';

const words = process.argv.slice(2);
const cli = new Cli(process, words);

process.once('SIGINT', () => process.exit(exitCodes.interrupted));
// Whoever reads the output has seen enough: `portolan get pods | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.brokenPipe);
});

async function main(): Promise<void> {
  try {
    process.exitCode = await runProgram(cli, words);
  } catch (error) {
    const message = describeFailure(error);
    if (message) cli.warn(message);
    process.exitCode = exitCodeOf(error);
  } finally {
    await cli.close();
  }
}

void main();
