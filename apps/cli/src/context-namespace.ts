import { configPath, readConfig } from '@portolan/client/config.ts';
import type { GlobalOptions } from './cli.ts';

/** The namespace that the context in use names. */
export async function contextNamespace({ config, context }: GlobalOptions): Promise<string | undefined> {
  const { contexts, currentContext } = await readConfig(config ?? configPath());
  const wanted = context ?? currentContext;
  const found = wanted === undefined ? contexts[0] : contexts.find(({ name }) => name === wanted);
  return found?.namespace;
}
