// What every writing command lets one choose: whether it writes, as whom, and what it prints.
import type { WriteOptions } from '@portolan/client/writes.ts';
import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addDryRunOption, type DryRun, parseDryRun } from './dry-run.ts';
import { UsageError } from './failures.ts';
import { type ObjectPrinter, objectPrinter } from './output/object-printers.ts';
import { parseOutputFormat } from './output/output-format.ts';
import type { KindNames } from './resource-kinds.ts';

export interface WriteFlags {
  readonly dryRun?: unknown;
  readonly output?: string;
  readonly fieldManager?: string;
  readonly validate?: unknown;
  readonly showManagedFields?: boolean;
}

export interface WriteSettings {
  readonly dryRun: DryRun;
  /** Undefined for the line that says what happened. */
  readonly printer: ObjectPrinter | undefined;
  /** To be handed to the client with every write. */
  readonly write: WriteOptions;
}

export function addWriteOptions(command: Command): Command {
  return addDryRunOption(command)
    .option('-o, --output <format>', 'json | yaml | name | jsonpath=… | custom-columns=…')
    .option('--field-manager <name>', 'the owner of the fields that are written');
}

export function addValidateOption(command: Command): Command {
  return command.option('--validate [how]', 'unknown fields: strict (refused), warn, or ignore', 'strict');
}

/** Throws UsageError. */
export async function writeSettings(cli: Cli, flags: WriteFlags, kinds: KindNames): Promise<WriteSettings> {
  const dryRun = parseDryRun(flags.dryRun);
  const format = parseOutputFormat(flags.output);
  if (format.form === 'table' && format.wide) {
    throw new UsageError(
      'unable to match a printer suitable for the output format "wide", allowed formats are: ' +
        'custom-columns,custom-columns-file,json,jsonpath,jsonpath-file,name,yaml',
    );
  }
  const fieldValidation = parseValidation(flags.validate);
  return {
    dryRun,
    printer: await objectPrinter(cli, format, kinds),
    write: {
      ...(dryRun !== 'none' && { dryRun: true }),
      ...(flags.fieldManager !== undefined && { fieldManager: flags.fieldManager }),
      ...(fieldValidation && { fieldValidation }),
    },
  };
}

const validations: Readonly<Record<string, NonNullable<WriteOptions['fieldValidation']>>> = {
  strict: 'STRICT',
  true: 'STRICT',
  warn: 'WARN',
  ignore: 'IGNORE',
  false: 'IGNORE',
};

function parseValidation(given: unknown): WriteOptions['fieldValidation'] {
  if (given === undefined || given === true) return undefined;
  const validation = validations[String(given).toLowerCase()];
  if (validation) return validation;
  throw new UsageError(
    `invalid - validate option ${JSON.stringify(given)}; must be one of: strict (or true), warn, ignore (or false)`,
  );
}
