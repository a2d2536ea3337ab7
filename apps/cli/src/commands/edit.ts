// `edit`: objects in the user's editor. A text that is refused comes back with the reasons; a text that cannot be saved is
// kept, and it is said where.
import { isCode } from '@portolan/client/errors.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import type { PatchOptions } from '@portolan/client/operations.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { type TextForm, textOf, withComments, withoutComments } from '../editing/edited-text.ts';
import { EditedFile } from '../editing/editor.ts';
import { guardedPatch } from '../editing/guarded-patch.ts';
import { exitCodes } from '../exit-codes.ts';
import { CommandError, describeFailure, throwFailures, UsageError } from '../failures.ts';
import { parseText } from '../manifest-files.ts';
import {
  addSelectionOptions,
  placeOf,
  type SelectedObject,
  type SelectionFlags,
  selectObjects,
} from '../object-selection.ts';
import { loadKinds } from '../resource-kinds.ts';
import { reportWrite } from '../write-report.ts';

interface EditFlags extends SelectionFlags {
  readonly output: string;
  readonly subresource?: string;
  readonly fieldManager?: string;
}

export function defineEdit(command: Command, cli: Cli): void {
  addSelectionOptions(command)
    .argument('[resources...]', 'deployment/web | configmap settings')
    .option('-o, --output <format>', 'edit json or yaml', 'yaml')
    .option('--subresource <name>', 'the part to write: status')
    .option('--field-manager <name>', 'the owner of the fields that are written')
    .action((words: string[], flags: EditFlags) => edit(cli, words, flags));
}

async function edit(cli: Cli, words: readonly string[], flags: EditFlags): Promise<void> {
  const { output, subresource, fieldManager } = flags;
  if (output !== 'yaml' && output !== 'json') throw new UsageError("The flag 'output' must be one of yaml|json");
  if (subresource !== undefined && subresource !== 'status') {
    throw new UsageError(`invalid subresource value: "${subresource}". Must be one of [status]`);
  }
  const { objects, failures } = await selectObjects(cli, await loadKinds(cli), words, flags);
  throwFailures(failures);
  if (objects.length === 0) throw new CommandError('edit cancelled, no objects found');
  const file = await EditedFile.create(output);
  const write = {
    ...(subresource && { subresource: 'STATUS' as const }),
    ...(fieldManager !== undefined && { fieldManager }),
  };
  const session = new EditSession(cli, { objects, form: output, file, write });
  try {
    await session.run();
  } catch (error) {
    if (session.hasChanges) cli.warn(`A copy of your changes has been stored to "${file.path}"`);
    else await file.remove();
    throw error;
  }
  await file.remove();
}

interface SessionOptions {
  readonly objects: readonly SelectedObject[];
  readonly form: TextForm;
  readonly file: EditedFile;
  readonly write: PatchOptions & { readonly fieldManager?: string };
}

class EditSession {
  /** What the user wrote exists nowhere but in the file. */
  hasChanges = false;
  private readonly cli: Cli;
  private readonly options: SessionOptions;
  /** Written in a round before this one. */
  private readonly done = new Set<string>();

  constructor(cli: Cli, options: SessionOptions) {
    this.cli = cli;
    this.options = options;
  }

  async run(): Promise<void> {
    const { objects, form, file } = this.options;
    const original = textOf(
      objects.map(({ object }) => object),
      form,
    );
    let shown = original;
    for (let failures: string[] = []; ; ) {
      const saved = withoutComments(await file.edit(withComments(shown, failures)));
      this.hasChanges ||= saved.trim() !== withoutComments(original).trim();
      if (saved.trim() === '') return this.cancel('Edit cancelled, saved file was empty.');
      if (saved.trim() === withoutComments(shown).trim()) {
        if (failures.length === 0) return this.cancel('Edit cancelled, no changes made.');
        for (const failure of failures) this.cli.warn(failure);
        throw new CommandError('Edit cancelled, no valid changes were saved.');
      }
      failures = await this.save(saved, file.path);
      if (failures.length === 0) return;
      shown = saved;
    }
  }

  private cancel(why: string): void {
    this.hasChanges = false;
    this.cli.warn(why);
  }

  /** Why the text is refused; empty once everything is saved. Throws what another text would not help against. */
  private async save(text: string, path: string): Promise<string[]> {
    let edited: readonly ApiObject[];
    try {
      edited = (await parseText(text, path)).map(({ manifest }) => manifest as unknown as ApiObject); // The API checks the rest.
      this.requireSameObjects(edited);
    } catch (error) {
      if (error instanceof CommandError) return [error.message];
      throw error;
    }
    const failures: string[] = [];
    for (const [index, selected] of this.options.objects.entries()) {
      const after = edited[index];
      if (!after || this.done.has(keyOf(selected.object))) continue;
      try {
        await this.saveOne(selected, after);
        this.done.add(keyOf(selected.object));
      } catch (error) {
        if (!isCode(error, 'INVALID', 'BAD_REQUEST', 'FORBIDDEN')) throw error;
        if (isOfPatch(error)) throw changedMeanwhile(selected);
        failures.push(refusalText(selected, describeFailure(error)));
      }
    }
    return failures;
  }

  private requireSameObjects(edited: readonly ApiObject[]): void {
    const { objects } = this.options;
    const isSame =
      edited.length === objects.length && objects.every(({ object }, index) => keyOf(object) === keyOf(edited[index]));
    if (!isSame)
      throw new CommandError(
        'At least one of apiVersion, kind and name was changed, or an object was added or removed',
      );
  }

  private async saveOne({ kind, object }: SelectedObject, after: ApiObject): Promise<void> {
    const steps = guardedPatch(object, after);
    if (steps.length === 0) return reportWrite(this.cli, { kind, object, verb: 'skipped' });
    const client = await this.cli.connect();
    const result = await client
      .of<ApiObject>(kind.resource)
      .patch(placeOf(object), steps, { type: 'JSON', ...this.options.write }, this.cli.request);
    await reportWrite(this.cli, { kind, object: result.object, verb: 'edited', warnings: result.warnings });
  }
}

function keyOf(object: ApiObject | undefined): string {
  if (!object) return '';
  const { apiVersion, kind, metadata } = object;
  return JSON.stringify([apiVersion, kind, metadata.namespace ?? '', metadata.name]);
}

function refusalText({ kind, object }: SelectedObject, failure: string): string {
  return `${kind.resource} "${object.metadata.name}" was not valid:\n* ${failure}`;
}

/** The patch fits the object as it was read: where it cannot be applied, the object is another by now. */
function isOfPatch({ message }: Error): boolean {
  return message.startsWith('the server rejected our request due to an error in our request');
}

function changedMeanwhile({ kind, object }: SelectedObject): CommandError {
  return new CommandError(
    `${kind.resource} "${object.metadata.name}" was not saved: somebody else changed what you changed, while you edited it`,
    exitCodes.conflict,
  );
}
