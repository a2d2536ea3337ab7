// Which API to talk to, as whom: options over environment over the configuration file.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from './errors.ts';
import type { Target } from './target.ts';

export interface Context extends Required<Target> {
  readonly name: string;
  /** Where tools look for objects unless told. */
  readonly namespace?: string;
}

export interface Config {
  readonly currentContext?: string;
  readonly contexts: readonly Context[];
}

export interface TargetOptions {
  readonly server?: string;
  readonly token?: string;
  /** A context of the configuration file; its current one when absent. */
  readonly context?: string;
  /** Path of the configuration file. */
  readonly config?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `PORTOLAN_CONFIG`, else `portolan/config.yaml` below `XDG_CONFIG_HOME` or `~/.config`. */
export function configPath(environment: Environment = process.env): string {
  if (environment.PORTOLAN_CONFIG) return environment.PORTOLAN_CONFIG;
  return join(environment.XDG_CONFIG_HOME || join(homedir(), '.config'), 'portolan', 'config.yaml');
}

/** Throws ConfigurationError naming file and field; a missing file is an empty configuration. */
export async function readConfig(path: string): Promise<Config> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { contexts: [] };
    throw new ConfigurationError(`cannot read ${path}`, { cause });
  }
  return parseConfig(path, text);
}

async function parseConfig(path: string, text: string): Promise<Config> {
  // Loaded where there is a file to read: programs that are told everything start sooner. What a bundle has of a package in
  // CommonJS that is loaded late is its default export alone.
  const { default: yaml } = await import('yaml');
  let value: unknown;
  try {
    value = yaml.parse(text);
  } catch (cause) {
    throw new ConfigurationError(`${path} is not YAML: ${(cause as Error).message}`, { cause });
  }
  const { contexts = [], currentContext } = (value ?? {}) as Record<string, unknown>;
  if (!Array.isArray(contexts)) throw new ConfigurationError(`${path}: contexts must be a list`);
  const parsed = contexts.map((each: unknown, index): Context => {
    const { name, server, token, namespace } = (each ?? {}) as Record<string, unknown>;
    for (const [field, found] of Object.entries({ name, server, token, namespace: namespace ?? '' })) {
      if (typeof found !== 'string')
        throw new ConfigurationError(`${path}: contexts[${index}].${field} must be a string`);
    }
    const place = namespace ? { namespace: String(namespace) } : {};
    return { name: String(name), server: String(server), token: String(token), ...place };
  });
  return { contexts: parsed, ...(typeof currentContext === 'string' && { currentContext }) };
}

/** Throws ConfigurationError when no server or no token can be found. */
export async function resolveTarget(
  options: TargetOptions = {},
  environment: Environment = process.env,
): Promise<Required<Target>> {
  // A context that is asked for outweighs the environment, as every option does.
  const surroundings = options.context === undefined ? environment : {};
  const server = options.server ?? surroundings.PORTOLAN_SERVER;
  const token = options.token ?? surroundings.PORTOLAN_TOKEN;
  if (server && token && options.context === undefined) return { server, token };
  const path = options.config ?? configPath(environment);
  const context = pickContext(path, await readConfig(path), options.context);
  const target = { server: server ?? context?.server, token: token ?? context?.token };
  if (!target.server) {
    throw new ConfigurationError(
      `no API server: start one with \`npm run up\`, or set PORTOLAN_SERVER (looked in ${path})`,
    );
  }
  if (!target.token)
    throw new ConfigurationError(`no token for ${target.server}: set PORTOLAN_TOKEN (looked in ${path})`);
  return { server: target.server, token: target.token };
}

function pickContext(path: string, config: Config, name: string | undefined): Context | undefined {
  const wanted = name ?? config.currentContext;
  if (wanted === undefined) return config.contexts[0];
  const found = config.contexts.find((each) => each.name === wanted);
  if (found) return found;
  const known = config.contexts.map((each) => each.name).join(', ') || 'none';
  throw new ConfigurationError(`context "${wanted}" does not exist in ${path} (there: ${known})`);
}
