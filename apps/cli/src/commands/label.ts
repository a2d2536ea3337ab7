// `label`: sets, changes and removes labels.
import type { Command } from 'commander';
import { changeMetadata, defineMetadataCommand } from '../changing/metadata-command.ts';
import type { Cli } from '../cli.ts';

export function defineLabel(command: Command, cli: Cli): void {
  defineMetadataCommand(command, {
    example: 'pod/web tier=front | pods web tier=front old-label- | pods --all tier=front',
    run: (words, options) => changeMetadata(cli, { what: 'label', field: 'labels', words, options, verb: labelVerb }),
  });
}

interface Pairs {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

function labelVerb({ set, remove }: Pairs, isChanged: boolean): string {
  if (!isChanged) return 'not labeled';
  return remove.length > 0 && Object.keys(set).length === 0 ? 'unlabeled' : 'labeled';
}
