import type { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import type { Cli } from '../cli.ts';
import { UsageError } from '../failures.ts';
import { yamlText } from '../output/yaml.ts';
import { readText } from '../reading/raw.ts';
import { safeJson } from '../terminal-text.ts';

interface VersionOptions {
  readonly client?: boolean;
  readonly output?: string;
}

interface ServerVersion {
  readonly gitVersion: string;
  readonly kubernetesVersion: string;
}

export function defineVersion(command: Command, cli: Cli): void {
  command
    .option('--client', 'the client alone, without asking the server')
    .option('-o, --output <format>', 'json | yaml')
    .action((options: VersionOptions) => printVersion(cli, options));
}

async function printVersion(cli: Cli, { client, output }: VersionOptions): Promise<void> {
  if (output !== undefined && output !== 'json' && output !== 'yaml') {
    throw new UsageError("--output must be 'yaml' or 'json'");
  }
  const clientVersion = { gitVersion: `v${manifest.version}`, platform: `${process.platform}/${process.arch}` };
  // The client's own version is told even where no server answers.
  if (output === undefined) cli.print(`Client Version: ${clientVersion.gitVersion}`);
  const serverVersion = client ? undefined : (JSON.parse(await readText(cli, '/version')) as ServerVersion);
  const both = { clientVersion, ...(serverVersion && { serverVersion }) };
  if (output === 'json') cli.print(safeJson(both, 2));
  else if (output === 'yaml') cli.print(await yamlText(both));
  else if (serverVersion) {
    cli.print(`Server Version: ${serverVersion.gitVersion}\nKubernetes API: ${serverVersion.kubernetesVersion}`);
  }
}
