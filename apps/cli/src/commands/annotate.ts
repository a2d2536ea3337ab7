// `annotate`: sets, changes and removes annotations.
import type { Command } from 'commander';
import { changeMetadata, defineMetadataCommand } from '../changing/metadata-command.ts';
import type { Cli } from '../cli.ts';

export function defineAnnotate(command: Command, cli: Cli): void {
  defineMetadataCommand(command, {
    example: "pod/web about='my front end' | pods web about-",
    run: (words, options) =>
      changeMetadata(cli, {
        what: 'annotation',
        field: 'annotations',
        words,
        options,
        verb: () => 'annotated',
      }),
  });
}
