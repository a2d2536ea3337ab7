// `config`: contexts of the configuration file.
import { type Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { ConfigFile } from '../config-file.ts';
import { CommandError, UsageError } from '../failures.ts';
import { tableLines } from '../output/text-table.ts';
import { yamlText } from '../output/yaml.ts';
import { safeJson } from '../terminal-text.ts';

export function defineConfig(command: Command, cli: Cli): void {
  const read = () => ConfigFile.read(cli.options);
  command
    .command('view')
    .description('Show the configuration file, tokens left out')
    .option('--raw', 'with tokens')
    .option('--minify', 'only the current context')
    .addOption(new Option('-o, --output <format>', 'yaml | json').choices(['yaml', 'json']).default('yaml'))
    .action(async (options: ViewOptions) => printConfig(cli, await read(), options));
  command
    .command('current-context')
    .description('Show the name of the current context')
    .action(async () => {
      const { currentContext } = await read();
      if (currentContext === undefined) throw new CommandError('current-context is not set');
      cli.print(currentContext);
    });
  command
    .command('get-contexts [names...]')
    .description('List contexts')
    .option('--no-headers', 'without headings')
    .addOption(new Option('-o, --output <format>', 'name').choices(['name']))
    .action(async (names: string[], options: { headers: boolean; output?: string }) =>
      printContexts(cli, await read(), names, options),
    );
  command
    .command('use-context <name>')
    .alias('use')
    .description('Make a context the current one')
    .action(async (name: string) => {
      await change(cli, (file) => file.useContext(name));
      cli.print(`Switched to context "${name}".`);
    });
  command
    .command('set-context [name]')
    .description('Add or change a context; takes --server, --token and --namespace')
    .option('--current', 'the current context')
    .action((name: string | undefined, { current }: { current?: boolean }) => setContext(cli, name, current === true));
  command
    .command('rename-context <from> <to>')
    .description('Rename a context')
    .action(async (from: string, to: string) => {
      await change(cli, (file) => file.renameContext(from, to));
      cli.print(`Context "${from}" renamed to "${to}".`);
    });
  command
    .command('delete-context <name>')
    .description('Remove a context')
    .action(async (name: string) => {
      const { path } = await change(cli, (file) => file.deleteContext(name));
      cli.print(`deleted context ${name} from ${path}`);
    });
}

interface ViewOptions {
  readonly raw?: boolean;
  readonly minify?: boolean;
  readonly output: string;
}

interface ContextFields {
  readonly name?: unknown;
  readonly server?: unknown;
  readonly namespace?: unknown;
  readonly token?: unknown;
}

async function change(cli: Cli, edit: (file: ConfigFile) => void): Promise<ConfigFile> {
  const file = await ConfigFile.read(cli.options);
  edit(file);
  await file.write();
  return file;
}

function contextsOf({ value }: ConfigFile): readonly ContextFields[] {
  return Array.isArray(value.contexts) ? (value.contexts as ContextFields[]) : [];
}

async function printConfig(cli: Cli, file: ConfigFile, { raw, minify, output }: ViewOptions): Promise<void> {
  const contexts = contextsOf(file)
    .filter(({ name }) => !minify || name === (cli.options.context ?? file.currentContext))
    .map((context) => (raw || context.token === undefined ? context : { ...context, token: 'REDACTED' }));
  const shown = { ...file.value, contexts };
  cli.print(output === 'json' ? safeJson(shown) : await yamlText(shown));
}

function printContexts(
  cli: Cli,
  file: ConfigFile,
  names: readonly string[],
  { headers, output }: { headers: boolean; output?: string },
): void {
  const contexts = contextsOf(file);
  const unknown = names.find((name) => !contexts.some((context) => context.name === name));
  if (unknown !== undefined) throw new CommandError(`context ${unknown} not found`);
  const chosen = names.length === 0 ? contexts : contexts.filter(({ name }) => names.includes(String(name)));
  if (output === 'name') {
    for (const { name } of chosen) cli.print(String(name));
    return;
  }
  const rows = chosen.map(({ name, server = '', namespace = '' }) => [
    name === file.currentContext ? '*' : '',
    String(name),
    String(server),
    String(namespace),
  ]);
  if (headers) rows.unshift(['CURRENT', 'NAME', 'SERVER', 'NAMESPACE']);
  for (const line of tableLines(rows)) cli.print(line);
}

async function setContext(cli: Cli, name: string | undefined, isCurrent: boolean): Promise<void> {
  const { server, token, namespace } = cli.options;
  const file = await ConfigFile.read(cli.options);
  const wanted = isCurrent ? file.currentContext : name;
  if (isCurrent && name !== undefined) throw new UsageError('cannot specify both a context name and --current');
  if (wanted === undefined) {
    throw new UsageError(
      isCurrent ? 'no current context is set' : 'you must specify a non-empty context name or --current',
    );
  }
  const isKnown = contextsOf(file).some((context) => context.name === wanted);
  if (!isKnown && (server === undefined || token === undefined)) {
    throw new UsageError(`context "${wanted}" is new: it needs --server and --token`);
  }
  file.setContext(wanted, { server, token, namespace });
  await file.write();
  cli.print(`Context "${wanted}" ${isKnown ? 'modified' : 'created'}.`);
}
