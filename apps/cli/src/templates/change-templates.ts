// Carries a change of containers out on every object that was selected.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Cli } from '../cli.ts';
import { UsageError } from '../failures.ts';
import { actOnEach, placeOf, type SelectedObject, type SelectionFlags, selectObjects } from '../object-selection.ts';
import { loadKinds } from '../resource-kinds.ts';
import { reportWrite } from '../write-report.ts';
import { type WriteFlags, writeSettings } from '../write-settings.ts';
import { type ContainerChanges, containersPatch } from './pod-templates.ts';

export type TemplateFlags = SelectionFlags & WriteFlags;

export interface TemplateChange {
  /** `image updated` */
  readonly verb: string;
  /** Throws CommandError. */
  readonly plan: (selected: SelectedObject) => ContainerChanges;
}

export async function changeTemplates(
  cli: Cli,
  resources: readonly string[],
  flags: TemplateFlags,
  { verb, plan }: TemplateChange,
): Promise<void> {
  const kinds = await loadKinds(cli);
  const selection = await selectObjects(cli, kinds, resources, flags);
  const settings = await writeSettings(cli, flags, kinds);
  await actOnEach(selection, async (selected) => {
    const { kind, object } = selected;
    const patch = containersPatch(selected, plan(selected));
    const kindClient = (await cli.connect()).of<ApiObject>(kind.resource);
    const result = await kindClient.patch(placeOf(object), patch, settings.write, cli.request);
    // kubectl says nothing of what was so already.
    if (result.outcome === 'UNCHANGED' && !settings.printer) return;
    await reportWrite(cli, { kind, object: result.object, verb, warnings: result.warnings }, settings);
  });
}

/** Resources first, then `key=value` or `key-`. Throws UsageError. */
export function splitTemplateWords(
  words: readonly string[],
  what: string,
  isPair: (word: string) => boolean,
): { resources: string[]; pairs: string[] } {
  const first = words.findIndex(isPair);
  const resources = first < 0 ? [...words] : words.slice(0, first);
  const pairs = first < 0 ? [] : words.slice(first);
  if (pairs.some((word) => !isPair(word))) {
    throw new UsageError(`all resources must be specified before ${what} changes: ${words.join(' ')}`);
  }
  return { resources, pairs };
}

/** Throws UsageError. */
export function requireResources(resources: readonly string[], { filename }: SelectionFlags): void {
  if (resources.length > 0 || filename) return;
  throw new UsageError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
}
