// `cordon` and `uncordon` one node, as a command of their own and as a drain's first step.
import type { Node } from '@portolan/client';
import type { Cli } from '../cli.ts';
import { type DryRun, dryRunNote } from '../dry-run.ts';

const cordonDocuments = {
  cordon: 'mutation Cordon($node: String!, $dryRun: Boolean) { cordon(node: $node, dryRun: $dryRun) { outcome } }',
  uncordon:
    'mutation Uncordon($node: String!, $dryRun: Boolean) { uncordon(node: $node, dryRun: $dryRun) { outcome } }',
};

export interface CordonOptions {
  readonly verb: 'cordon' | 'uncordon';
  readonly dryRun: DryRun;
}

export async function setSchedulable(cli: Cli, { metadata, spec }: Node, { verb, dryRun }: CordonOptions) {
  const { name } = metadata;
  if ((spec?.unschedulable === true) === (verb === 'cordon')) {
    cli.print(`node/${name} already ${verb}ed${dryRunNote(dryRun)}`);
    return;
  }
  if (dryRun !== 'client') {
    const client = await cli.connect();
    await client.request(cordonDocuments[verb], { node: name, dryRun: dryRun === 'server' }, cli.request);
  }
  cli.print(`node/${name} ${verb}ed${dryRunNote(dryRun)}`);
}
