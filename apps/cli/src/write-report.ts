// What a writing command says of each object: `deployment.apps/web configured`, or the object in the form of `-o`.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { WriteResult } from '@portolan/client/writes.ts';
import type { Cli } from './cli.ts';
import { type DryRun, dryRunNote } from './dry-run.ts';
import type { ObjectPrinter } from './output/object-printers.ts';
import { nameOutput } from './resource-arguments.ts';
import type { KindName } from './resource-kinds.ts';

/** `created`, `configured`, `unchanged`, `deleted`; commands with a word of their own (`scaled`) give it. */
export function verbOf({ outcome }: Pick<WriteResult<ApiObject>, 'outcome'>): string {
  return outcome === 'TERMINATING' ? 'deleted' : outcome.toLowerCase();
}

export interface WriteReport {
  readonly kind: KindName;
  readonly object: ApiObject;
  /** `created`, `scaled`. */
  readonly verb: string;
  readonly warnings?: readonly string[];
}

export interface WriteReportOptions {
  /** Of `-o`; undefined for the line that says what happened. */
  readonly printer?: ObjectPrinter | undefined;
  readonly dryRun?: DryRun;
}

export async function reportWrite(
  cli: Cli,
  { kind, object, verb, warnings = [] }: WriteReport,
  { printer, dryRun = 'none' }: WriteReportOptions = {},
): Promise<void> {
  for (const warning of warnings) cli.warn(`Warning: ${warning}`);
  if (printer) return printer.printObject(object);
  cli.print(`${nameOutput(kind, object.metadata.name)} ${verb}${dryRunNote(dryRun)}`);
}
