// `set resources`
import type { Cli } from '../cli.ts';
import { CommandError, UsageError } from '../failures.ts';
import { changeTemplates, requireResources, type TemplateFlags } from './change-templates.ts';
import { containerMatcher, podSpecOf } from './pod-templates.ts';

interface ResourceFlags extends TemplateFlags {
  readonly containers: string;
  readonly limits?: string;
  readonly requests?: string;
}

export async function setResources(cli: Cli, words: readonly string[], flags: ResourceFlags): Promise<void> {
  requireResources(words, flags);
  if (flags.limits === undefined && flags.requests === undefined) {
    throw new UsageError('you must specify an update to requests or limits (in the form of --requests/--limits)');
  }
  const resources = {
    ...(flags.limits !== undefined && { limits: parseAmounts(flags.limits) }),
    ...(flags.requests !== undefined && { requests: parseAmounts(flags.requests) }),
  };
  const isMeant = containerMatcher(flags.containers);
  await changeTemplates(cli, words, flags, {
    verb: 'resource requirements updated',
    plan: (selected) => {
      const containers = podSpecOf(selected).containers.filter(isMeant);
      if (containers.length === 0) throw new CommandError(`unable to find container named "${flags.containers}"`);
      return { containers: containers.map(({ name }) => ({ name, resources })) };
    },
  });
}

function parseAmounts(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [name = '', amount = '', ...more] = pair.split('=');
      if (name === '' || amount === '' || more.length > 0) {
        throw new UsageError(`invalid argument syntax ${pair}, expected <resource>=<value>`);
      }
      return [name, amount];
    }),
  );
}
