// `set image`
import type { Cli } from '../cli.ts';
import { CommandError, UsageError } from '../failures.ts';
import type { SelectedObject } from '../object-selection.ts';
import { changeTemplates, requireResources, splitTemplateWords, type TemplateFlags } from './change-templates.ts';
import { type ContainerChanges, podSpecOf } from './pod-templates.ts';

export async function setImage(cli: Cli, words: readonly string[], flags: TemplateFlags): Promise<void> {
  const { resources, pairs } = splitTemplateWords(words, 'image', (word) => word.includes('='));
  requireResources(resources, flags);
  if (pairs.length === 0) throw new UsageError('at least one image update is required');
  const images = pairs.map(parseImage);
  if (images.length > 1 && images.some(({ name }) => name === '*')) {
    throw new UsageError(
      'all containers are already specified by *, but saw more than one container_name=container_image pairs',
    );
  }
  await changeTemplates(cli, resources, flags, {
    verb: 'image updated',
    plan: (selected) => planImages(selected, images),
  });
}

interface NewImage {
  readonly name: string;
  readonly image: string;
}

function parseImage(pair: string): NewImage {
  const [, name = '', image = ''] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
  if (name === '' || image === '') throw new UsageError(`invalid image spec: ${pair}`);
  return { name, image };
}

function planImages(selected: SelectedObject, images: readonly NewImage[]): ContainerChanges {
  const { containers, initContainers = [] } = podSpecOf(selected);
  const names = new Set([...containers, ...initContainers].map(({ name }) => name));
  for (const { name } of images) {
    if (name !== '*' && !names.has(name)) throw new CommandError(`unable to find container named "${name}"`);
  }
  const changed = (list: ReadonlyArray<{ readonly name: string }>) =>
    list.flatMap(({ name }) =>
      images.filter((each) => each.name === '*' || each.name === name).map(({ image }) => ({ name, image })),
    );
  return { containers: changed(containers), initContainers: changed(initContainers) };
}
