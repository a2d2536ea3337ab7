import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CommandError } from '../failures.ts';

export const healthDocument = `query ClusterInfo {
  health { ready checks { name ok message } }
  nodes { totalCount }
}`;

interface ClusterInfo {
  readonly health: {
    readonly ready: boolean;
    readonly checks: ReadonlyArray<{ readonly name: string; readonly ok: boolean; readonly message: string | null }>;
  };
  readonly nodes: { readonly totalCount: number };
}

export function defineClusterInfo(command: Command, cli: Cli): void {
  command.action(async () => {
    const client = await cli.connect();
    const { health, nodes } = await client.request<ClusterInfo>(healthDocument, {}, cli.request);
    cli.print(`Portolan control plane is running at ${client.server}`);
    cli.print(`Nodes: ${nodes.totalCount}`);
    const failing = health.checks.filter(({ ok }) => !ok);
    if (failing.length === 0) return;
    const list = failing.map(({ name, message }) => `  ${name}: ${message ?? 'fails'}`);
    throw new CommandError(`the control plane is not ready:\n${list.join('\n')}`);
  });
}
