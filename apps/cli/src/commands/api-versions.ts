import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { loadKinds } from '../resource-kinds.ts';

export function defineApiVersions(command: Command, cli: Cli): void {
  command.action(async () => {
    const { all } = await loadKinds(cli);
    for (const version of [...new Set(all.map(({ apiVersion }) => apiVersion))].sort()) cli.print(version);
  });
}
