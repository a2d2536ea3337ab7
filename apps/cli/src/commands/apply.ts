// `apply`: server-side apply of manifests, all of them in one change set.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addDryRunOption, parseDryRun } from '../dry-run.ts';
import { readManifests } from '../manifest-files.ts';
import { objectPrinter } from '../output/object-printers.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { loadKinds } from '../resource-kinds.ts';
import { reportWrite, verbOf } from '../write-report.ts';

interface ApplyOptions {
  readonly filename?: string[];
  readonly recursive?: boolean;
  readonly force?: boolean;
  readonly forceConflicts?: boolean;
  readonly dryRun?: unknown;
  readonly output?: string;
}

const collect = (value: string, before: string[] = []) => [...before, ...value.split(',')];

export function defineApply(command: Command, cli: Cli): void {
  addDryRunOption(command)
    .option('-f, --filename <path>', 'files, folders, or - for the standard input', collect)
    .option('-R, --recursive', 'folders of -f with the folders in them')
    .option('--force-conflicts', 'take fields from the managers that own them')
    .option('-o, --output <form>', 'json | yaml | name | jsonpath=... | custom-columns=...')
    .action((options: ApplyOptions) => apply(cli, options));
}

async function apply(cli: Cli, options: ApplyOptions): Promise<void> {
  const dryRun = parseDryRun(options.dryRun);
  const recursive = options.recursive === true;
  const sources = await readManifests(options.filename ?? [], { recursive, stdin: cli.streams.stdin });
  const kinds = await loadKinds(cli);
  const namespace = await cli.namespace();
  const objects = sources.map(({ manifest }) => {
    if (!kinds.ofManifest(manifest).namespaced || manifest.metadata.namespace !== undefined) return manifest;
    return { ...manifest, metadata: { ...manifest.metadata, namespace } };
  });
  const client = await cli.connect();
  const printer =
    options.output === undefined ? undefined : await objectPrinter(cli, parseOutputFormat(options.output), kinds);
  // Without a write there is nothing that only a client could show: the server's dry run says more.
  const { results } = await client.apply(
    objects,
    { force: options.forceConflicts === true, dryRun: dryRun !== 'none' },
    cli.request,
  );
  for (const result of results) {
    const { object, warnings } = result;
    await reportWrite(
      cli,
      { kind: kinds.ofManifest(object), object, verb: verbOf(result), warnings },
      { printer, dryRun },
    );
  }
}
