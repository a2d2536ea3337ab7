// `create`: from files, or by generators for common kinds.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { createOne } from '../creation/create-one.ts';
import type { ServiceType } from '../creation/services.ts';
import { UsageError } from '../failures.ts';
import type { ManifestDocument } from '../manifest-files.ts';
import { addFileOptions, collect } from '../object-selection.ts';
import { addValidateOption, addWriteOptions, type WriteFlags } from '../write-settings.ts';

const append = (value: string, before: string[] = []) => [...before, value];

/** Flags of `create` stand on it alone and hold for its generators too. */
export function defineCreate(command: Command, cli: Cli): void {
  addValidateOption(addWriteOptions(addFileOptions(command)))
    .argument('[words...]')
    .action(async (words: string[], flags) => {
      if (words.length > 0) throw new UsageError(`unknown command "${words[0]}" for "portolan create"`);
      await (await import('../creation/create-files.ts')).createFiles(cli, flags);
    });
  generator(
    command,
    cli,
    { name: 'namespace', alias: 'ns', summary: 'Create a namespace', namespaced: false },
    async (name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    }),
  );
  generator(
    command,
    cli,
    {
      name: 'serviceaccount',
      alias: 'sa',
      summary: 'Create a service account',
      failure: 'failed to create serviceaccount:',
    },
    async (name) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name },
    }),
  );
  defineSettings(command, cli);
  defineSecrets(command.command('secret').description('Create a secret'), cli);
  defineServices(command.command('service').alias('svc').description('Create a service'), cli);
  generator(
    command,
    cli,
    {
      name: 'deployment',
      alias: 'deploy',
      summary: 'Create a deployment',
      failure: 'failed to create deployment:',
      words: '[-- command...]',
    },
    async (name, flags: DeploymentWords, words) => {
      const { deploymentManifest } = await import('../creation/workloads.ts');
      return deploymentManifest(name, flags, words);
    },
  )
    .option('--image <image>', 'what its containers run; may be given several times', collect)
    .option('-r, --replicas <count>', 'how many pods', '1')
    .option('--port <port>', 'the port its containers listen on');
}

type DeploymentWords = { replicas: string };

function defineSettings(command: Command, cli: Cli): void {
  const settings = generator(
    command,
    cli,
    { name: 'configmap', alias: 'cm', summary: 'Create a config map', failure: 'failed to create configmap:' },
    async (name, flags) => {
      const { configMapManifest } = await import('../creation/settings.ts');
      return configMapManifest(name, flags);
    },
  );
  addDataOptions(settings);
}

function defineSecrets(command: Command, cli: Cli): void {
  const what = { failure: 'failed to create secret' };
  const generic = generator(
    command,
    cli,
    { ...what, name: 'generic', summary: 'from literals and files' },
    async (name, flags) => {
      const { secretManifest } = await import('../creation/settings.ts');
      return secretManifest(name, flags);
    },
  );
  addDataOptions(generic).option('--type <type>', 'the type of the secret');
  generator(
    command,
    cli,
    { ...what, name: 'docker-registry', summary: 'for a registry of images' },
    async (name, flags: { dockerServer: string }) => {
      const { registrySecretManifest } = await import('../creation/settings.ts');
      return registrySecretManifest(name, flags);
    },
  )
    .option('--docker-server <url>', 'the registry', 'https://index.docker.io/v1/')
    .option('--docker-username <name>', 'who you are there')
    .option('--docker-password <password>', 'the password')
    .option('--docker-email <address>', 'an address of mail')
    .option('--from-file <path>', 'a configuration file of docker', append);
  generator(command, cli, { ...what, name: 'tls', summary: 'from a certificate and its key' }, async (name, flags) => {
    const { tlsSecretManifest } = await import('../creation/settings.ts');
    return tlsSecretManifest(name, flags);
  })
    .option('--cert <path>', 'the certificate, PEM')
    .option('--key <path>', 'its private key, PEM');
}

function addDataOptions(command: Command): Command {
  return command
    .option('--from-literal <pair>', 'key=value', append)
    .option('--from-file <source>', 'path, key=path, or a folder whose files are keys', append)
    .option('--from-env-file <path>', 'a file of lines key=value', append);
}

const services: ReadonlyArray<readonly [string, ServiceType]> = [
  ['clusterip', 'ClusterIP'],
  ['nodeport', 'NodePort'],
  ['loadbalancer', 'LoadBalancer'],
  ['externalname', 'ExternalName'],
];

function defineServices(command: Command, cli: Cli): void {
  for (const [name, type] of services) {
    const entry = { name, failure: `failed to create ${type} service:`, summary: `Create a service of type ${type}` };
    const service = generator(command, cli, entry, async (object, flags) => {
      const { serviceManifest } = await import('../creation/services.ts');
      return serviceManifest(object, type, flags);
    }).option('--tcp <port:target>', 'its port, and that of the pods', collect);
    if (type === 'ClusterIP') service.option('--clusterip <address>', 'its address; None for none');
    if (type === 'NodePort') service.option('--node-port <port>', 'the port of the nodes', '0');
    if (type === 'ExternalName') service.option('--external-name <name>', 'the name it stands for');
  }
}

interface GeneratorEntry {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  readonly namespaced?: boolean;
  /** What stands before the reason of a failure, in kubectl's words; of namespaces nothing does. */
  readonly failure?: string;
  readonly words?: string;
}

function generator<F extends object>(
  parent: Command,
  cli: Cli,
  { name, alias, summary, namespaced = true, failure, words }: GeneratorEntry,
  make: (name: string, flags: F, words: readonly string[]) => Promise<ManifestDocument>,
): Command {
  const command = parent.command(name).description(summary).argument('[name]', 'the name').argument('[words...]');
  if (alias) command.alias(alias);
  if (words) command.usage(`NAME [options] ${words}`);
  return command.action(async (given: string | undefined, extra: string[]) => {
    const behind = cli.afterDashes ?? [];
    const operands = [...(given === undefined ? [] : [given]), ...extra].slice(0, -behind.length || undefined);
    const [object] = operands;
    if (operands.length !== 1 || object === undefined || (behind.length > 0 && !words)) {
      throw new UsageError(
        `exactly one NAME is required, got ${words ? operands.length : operands.length + behind.length}\nSee 'portolan create ${pathOf(command)} -h' for help and examples`,
      );
    }
    const flags = command.optsWithGlobals<F & WriteFlags>();
    const manifest = await make(object, flags, behind);
    await createOne(cli, { manifest, namespaced, ...(failure !== undefined && { failure }) }, flags);
  });
}

/** `secret generic` */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent && parent.name() !== 'create' ? `${pathOf(parent)} ${command.name()}` : command.name();
}
