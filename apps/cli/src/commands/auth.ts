// `auth`: who one is, what one may do, and how nodes join.
import type { AccessQuestion } from '@portolan/client/client.ts';
import { type Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { parseDurationMs } from '../duration.ts';
import { exitCodes } from '../exit-codes.ts';
import { SilentExit, UsageError } from '../failures.ts';
import { tableLines } from '../output/text-table.ts';
import { yamlText } from '../output/yaml.ts';
import { loadKinds } from '../resource-kinds.ts';
import { safeJson } from '../terminal-text.ts';

const verbs: ReadonlyArray<AccessQuestion['verb']> = [
  'create',
  'get',
  'list',
  'watch',
  'update',
  'patch',
  'delete',
  'deletecollection',
];

export const joinTokenDocument = `mutation CreateJoinToken($ttlSeconds: Int, $description: String) {
  createJoinToken(ttlSeconds: $ttlSeconds, description: $description) { token expiration }
}`;

export function defineAuth(command: Command, cli: Cli): void {
  command
    .command('whoami')
    .description('Whom the server takes you for')
    .addOption(new Option('-o, --output <format>', 'json | yaml').choices(['json', 'yaml']))
    .action((options: { output?: string }) => printIdentity(cli, options.output));
  command
    .command('can-i <verb> <resource> [name]')
    .description('Whether you may do something: can-i delete pods, can-i get pod/web')
    .option('-A, --all-namespaces', 'in all namespaces')
    .option('-q, --quiet', 'only the exit code')
    .action((verb: string, resource: string, name: string | undefined, options: CanIOptions) =>
      printAccess(cli, { verb, resource, name, options }),
    );
  const token = command.command('token').description('Tokens with which nodes join');
  token
    .command('create')
    .description('Make a token; it is shown once')
    .option('--ttl <duration>', 'how long it is good for', '24h')
    .option('--description <text>', 'what it is for')
    .action((options: { ttl: string; description?: string }) => createToken(cli, options));
}

async function printIdentity(cli: Cli, output: string | undefined): Promise<void> {
  const { user, groups } = await (await cli.connect()).whoAmI(cli.request);
  const review = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'SelfSubjectReview',
    status: { userInfo: { username: user, groups } },
  };
  if (output === 'json') return cli.print(safeJson(review));
  if (output === 'yaml') return cli.print(await yamlText(review));
  const rows = [
    ['ATTRIBUTE', 'VALUE'],
    ['Username', user],
    ['Groups', `[${groups.join(' ')}]`],
  ];
  for (const line of tableLines(rows)) cli.print(line);
}

interface CanIOptions {
  readonly allNamespaces?: boolean;
  readonly quiet?: boolean;
}

interface CanIQuestion {
  readonly verb: string;
  /** `pods`, `pod/web`. */
  readonly resource: string;
  readonly name: string | undefined;
  readonly options: CanIOptions;
}

async function printAccess(cli: Cli, { verb, resource, name, options }: CanIQuestion): Promise<void> {
  const known = verbs.find((each) => each === verb.toLowerCase());
  if (!known) throw new UsageError(`verb "${verb}" is not one of ${verbs.join(', ')}`);
  const [type = '', slashName] = resource.split('/');
  const kind = (await loadKinds(cli)).byName(type);
  const named = slashName ?? name;
  const isEverywhere = options.allNamespaces === true || !kind.namespaced;
  const answer = await (await cli.connect()).canI(
    {
      verb: known,
      kind: kind.resource,
      ...(!isEverywhere && { namespace: await cli.namespace() }),
      ...(named && { name: named }),
    },
    cli.request,
  );
  if (!options.quiet) cli.print(answer.allowed ? 'yes' : `no${answer.reason ? ` - ${answer.reason}` : ''}`);
  if (!answer.allowed) throw new SilentExit(exitCodes.error);
}

async function createToken(cli: Cli, { ttl, description }: { ttl: string; description?: string }): Promise<void> {
  const ttlSeconds = Math.round(parseDurationMs(ttl, '--ttl') / 1000);
  const client = await cli.connect();
  const { createJoinToken } = await client.request<{ createJoinToken: { token: string; expiration: string } }>(
    joinTokenDocument,
    { ttlSeconds, ...(description !== undefined && { description }) },
    cli.request,
  );
  cli.print(createJoinToken.token);
  cli.warn(`It is good until ${createJoinToken.expiration}, and is not shown again.`);
}
