// `proxy-rules`: what the service proxy of a node does, as the agent of the node says it.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { UsageError } from '../failures.ts';
import { objectPrinter } from '../output/object-printers.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { tableLines } from '../output/text-table.ts';
import { ownKindNames } from '../resource-kinds.ts';

interface ProxyRule {
  readonly namespace: string;
  readonly service: string;
  readonly portName: string;
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  readonly bound: boolean;
  readonly affinitySeconds: number | null;
  readonly targets: ReadonlyArray<{
    readonly address: string;
    readonly port: number;
    readonly node: string | null;
    readonly ready: boolean;
  }>;
}

interface ProxyRulesFlags {
  readonly service?: string;
  readonly output?: string;
  readonly headers: boolean;
}

const rulesDocument = `query ProxyRules($node: String!, $namespace: String, $service: String) {
  proxyRules(node: $node, namespace: $namespace, service: $service) {
    namespace service portName protocol address port bound affinitySeconds
    targets { address port node ready }
  }
}`;

export function defineProxyRules(command: Command, cli: Cli): void {
  command
    .usage('NODE [options]')
    .argument('<node>', 'the name of the node; with -n only services of that namespace')
    .option('--service <name>', 'of this service only')
    .option('-o, --output <format>', 'wide | json | yaml | jsonpath=…')
    .option('--no-headers', 'without headings')
    .action((node: string, flags: ProxyRulesFlags) => printRules(cli, node, flags));
}

async function printRules(cli: Cli, word: string, { service, output, headers }: ProxyRulesFlags): Promise<void> {
  const format = parseOutputFormat(output);
  const printer = await objectPrinter(cli, format, ownKindNames);
  if (format.form !== 'table' && !printer?.printValue) {
    throw new UsageError('-o of proxy-rules is wide, json, yaml or jsonpath=…');
  }
  const { namespace } = cli.options;
  const node = word.replace(/^(node|nodes|no)\//, '');
  const variables = { node, ...(namespace !== undefined && { namespace }), ...(service !== undefined && { service }) };
  const client = await cli.connect();
  const { proxyRules } = await client.request<{ proxyRules: readonly ProxyRule[] }>(
    rulesDocument,
    variables,
    cli.request,
  );
  if (printer?.printValue) return printer.printValue({ items: proxyRules });
  if (proxyRules.length === 0) return cli.warn('No rules found.');
  const wide = format.form === 'table' && format.wide;
  const headings = ['NAMESPACE', 'SERVICE', 'ADDRESS', 'BOUND', 'AFFINITY', 'TARGETS'];
  const rows = proxyRules.map((rule) => rowOf(rule, wide));
  for (const line of tableLines([...(headers ? [headings] : []), ...rows])) cli.print(line);
}

const shownTargets = 3;

function rowOf(rule: ProxyRule, wide: boolean): string[] {
  const { namespace, service, portName, protocol, address, port, bound, affinitySeconds, targets } = rule;
  const shown = targets.slice(0, wide ? targets.length : shownTargets).map((target) => {
    const state = target.ready ? '' : ' (not ready)';
    return `${target.address}:${target.port}${wide && target.node ? ` on ${target.node}` : ''}${state}`;
  });
  const more = targets.length > shown.length ? ` + ${targets.length - shown.length} more` : '';
  return [
    namespace,
    portName ? `${service}:${portName}` : service,
    `${address}:${port}/${protocol}`,
    String(bound),
    affinitySeconds === null ? '<none>' : `${affinitySeconds}s`,
    targets.length === 0 ? '<none>' : `${shown.join(',')}${more}`,
  ];
}
