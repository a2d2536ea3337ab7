// `run`: one pod from an image.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { createOne } from '../creation/create-one.ts';
import { podManifest, type RunFlags } from '../creation/workloads.ts';
import { UsageError } from '../failures.ts';
import { addWriteOptions, type WriteFlags } from '../write-settings.ts';

const append = (value: string, before: string[] = []) => [...before, value];

export function defineRun(command: Command, cli: Cli): void {
  addWriteOptions(command)
    .argument('[name]', 'the name of the pod')
    .argument('[words...]')
    .usage('NAME --image=image [options] [-- word...]')
    .option('--image <image>', 'what its container runs')
    .option('--command', 'what stands behind -- is the command, and not its arguments')
    .option('--env <pair>', 'a variable: NAME=value', append)
    .option('-l, --labels <labels>', 'a=b,c=d; run=NAME unless told')
    .option('--annotations <pair>', 'an annotation: key=value', append)
    .option('--port <port>', 'the port its container listens on')
    .option('--restart <policy>', 'Always | OnFailure | Never', 'Always')
    .option('--image-pull-policy <policy>', 'Always | IfNotPresent | Never')
    .action((name: string | undefined, words: string[], flags: RunFlags & WriteFlags) => {
      const behind = cli.afterDashes ?? [];
      // Words behind the name are arguments as well, as those behind `--`.
      const [object, ...more] =
        name === undefined || (behind.length > 0 && words.length === behind.length - 1) ? [] : [name, ...words];
      if (object === undefined) throw new UsageError('NAME is required for run');
      const manifest = podManifest(object, flags, more);
      return createOne(cli, { manifest, namespaced: true }, flags);
    });
}
