// `set`: changes parts of pod templates.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addSelectionOptions, collect } from '../object-selection.ts';
import { addWriteOptions } from '../write-settings.ts';

const append = (value: string, before: string[] = []) => [...before, value];

export function defineSet(command: Command, cli: Cli): void {
  addWriteOptions(addSelectionOptions(command.command('image')))
    .description('Change the images of containers')
    .argument('[words...]', "deployment/web server=node:22 | deployments --all '*=node:22'")
    .action(async (words: string[], flags) => (await import('../templates/set-image.ts')).setImage(cli, words, flags));
  addWriteOptions(addSelectionOptions(command.command('env')))
    .description('Change the environment of containers')
    .argument('[words...]', 'deployment/web LEVEL=debug OLD-')
    .option('-c, --containers <pattern>', 'containers with such names; * stands for any text', '*')
    .option('-e, --env <pair>', 'a variable: NAME=value', append)
    .option('--from <object>', 'variables for the keys of configmap/NAME or secret/NAME')
    .option('--keys <names>', 'of --from only these keys', collect)
    .option('--prefix <text>', 'what names of variables of --from begin with')
    .option('--list', 'show what there is')
    .option('--overwrite', 'change variables that have a value already', true)
    .option('--no-overwrite', 'refuse to change them')
    .action(async (words: string[], flags) => (await import('../templates/set-env.ts')).setEnv(cli, words, flags));
  addWriteOptions(addSelectionOptions(command.command('resources')))
    .description('Change requests and limits of containers')
    .argument('[resources...]', 'deployment/web')
    .option('-c, --containers <pattern>', 'containers with such names; * stands for any text', '*')
    .option('--limits <amounts>', 'cpu=200m,memory=512Mi')
    .option('--requests <amounts>', 'cpu=100m,memory=256Mi')
    .action(async (words: string[], flags) =>
      (await import('../templates/set-resources.ts')).setResources(cli, words, flags),
    );
}
