// `taint`: adds, changes and removes taints of nodes.
import type { Node } from '@portolan/client';
import { isCode } from '@portolan/client/errors.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CommandError, throwFailures, UsageError } from '../failures.ts';
import { changeTaints, parseTaintChange, type TaintChange, taintVerb } from '../nodes/taint-change.ts';
import { loadKinds, type ResourceKind } from '../resource-kinds.ts';
import { reportWrite } from '../write-report.ts';
import { addWriteOptions, type WriteFlags, type WriteSettings, writeSettings } from '../write-settings.ts';

interface TaintFlags extends WriteFlags {
  readonly selector?: string;
  readonly all?: boolean;
  readonly overwrite?: boolean;
}

interface Tainting {
  readonly kind: ResourceKind;
  readonly change: TaintChange;
  readonly overwrite: boolean;
  readonly settings: WriteSettings;
}

const maxAttempts = 5;

export function defineTaint(command: Command, cli: Cli): void {
  addWriteOptions(command)
    .argument('[words...]', 'node n1 key=value:NoSchedule | node n1 key- | nodes --all key:NoExecute-')
    .option('-l, --selector <labels>', 'nodes with these labels')
    .option('--all', 'all nodes')
    .option('--overwrite', 'change a taint that is there with another value')
    .action((words: string[], flags: TaintFlags) => taint(cli, words, flags));
}

async function taint(cli: Cli, words: readonly string[], flags: TaintFlags): Promise<void> {
  const kinds = await loadKinds(cli);
  const [type = '', ...rest] = words[0]?.includes('/') ? words[0].split('/', 2).concat(words.slice(1)) : words;
  if (type === '') throw new UsageError('one or more resources must be specified as <resource> <name>');
  const kind = kinds.byName(type);
  if (kind.kind !== 'Node') throw new UsageError(`invalid resource type ${type}, only node(s) is supported`);
  const isTaint = (word: string) => /[:=]|-$/.test(word);
  const names = rest.slice(0, rest.findIndex(isTaint) < 0 ? rest.length : rest.findIndex(isTaint));
  const change = parseTaintChange(rest.slice(names.length));
  const settings = await writeSettings(cli, flags, kinds);
  const tainting = { kind, change, overwrite: flags.overwrite === true, settings };
  const failures: unknown[] = [];
  for (const node of await nodesOf(cli, names, flags)) {
    try {
      await taintNode(cli, node, tainting);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      failures.push(error);
    }
  }
  throwFailures(failures);
}

async function nodesOf(cli: Cli, names: readonly string[], { all, selector }: TaintFlags): Promise<readonly Node[]> {
  const { nodes } = await cli.connect();
  if (all && selector !== undefined) {
    throw new UsageError("setting 'all' parameter with a non empty selector is prohibited");
  }
  if (names.length > 0 && (all || selector !== undefined)) {
    throw new UsageError('name cannot be provided when a selector is specified');
  }
  if (all) return (await nodes.list({}, cli.request)).items;
  if (selector !== undefined) return (await nodes.list({ labelSelector: selector }, cli.request)).items;
  if (names.length === 0) {
    throw new UsageError("at least one resource name must be specified since '--all' parameter is not set");
  }
  return Promise.all(names.map((name) => nodes.get({ name }, cli.request)));
}

/** Decided on the taints as they are; where somebody else changed the node meanwhile, decided again. */
async function taintNode(cli: Cli, read: Node, { kind, change, overwrite, settings }: Tainting): Promise<void> {
  const client = await cli.connect();
  const { name } = read.metadata;
  let node = read;
  for (let attempt = 1; ; attempt++) {
    const taints = changeTaints(node.spec?.taints ?? [], change, { node: name, overwrite });
    const { resourceVersion } = node.metadata;
    const patch = {
      spec: { taints: taints.length > 0 ? taints : null },
      metadata: { ...(resourceVersion !== undefined && { resourceVersion }) },
    };
    try {
      const { object } = await client.nodes.patch({ name }, patch, { type: 'MERGE', ...settings.write }, cli.request);
      return await reportWrite(cli, { kind, object, verb: taintVerb(change) }, settings);
    } catch (error) {
      if (!isCode(error, 'CONFLICT') || attempt === maxAttempts) throw error;
      node = await client.nodes.get({ name }, cli.request);
    }
  }
}
