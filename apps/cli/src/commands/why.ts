// `why`: in words, why an object is as it is: what it waits for, what failed, who changed it last.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { UsageError } from '../failures.ts';
import { actOnEach, type SelectedObject, selectObjects } from '../object-selection.ts';
import { objectPrinter } from '../output/object-printers.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { nameOutput } from '../resource-arguments.ts';
import { loadKinds, type ResourceKinds } from '../resource-kinds.ts';
import { deletionFindings, eventsAbout, lastChangeOf, lastChangeText, lastUserChangeOf } from '../why/asking.ts';
import { explainerOf } from '../why/explainers.ts';
import { type Finding, warningFindings } from '../why/finding.ts';

interface WhyFlags {
  readonly output?: string;
  readonly selector?: string;
}

export function defineWhy(command: Command, cli: Cli): void {
  command
    .argument('[resources...]', 'pod/web | pods web | deployment/web | rs/web-5f | node/n1')
    .option('-l, --selector <labels>', 'objects with these labels')
    .option('-o, --output <format>', 'json | yaml | jsonpath=…: what it is told from')
    .action((words: string[], flags: WhyFlags) => why(cli, words, flags));
}

/** What `-o` shows of each. */
interface Explained {
  readonly object: string;
  readonly namespace?: string;
  readonly verdict: string;
  readonly findings: readonly Finding[];
}

async function why(cli: Cli, words: readonly string[], flags: WhyFlags): Promise<void> {
  if (words.length === 0) throw new UsageError('of which object? portolan why pod/NAME');
  const format = parseOutputFormat(flags.output);
  const kinds = await loadKinds(cli);
  const printer = await objectPrinter(cli, format, kinds);
  if (format.form !== 'table' && !printer?.printValue) throw new UsageError('-o of why is json, yaml or jsonpath=…');
  const selection = await selectObjects(cli, kinds, words, flags);
  if (selection.objects.length === 0 && selection.failures.length === 0) cli.warn('No resources found');
  let isFirst = true;
  await actOnEach(selection, async (selected) => {
    const explained = await explain(cli, kinds, selected);
    if (printer?.printValue) return printer.printValue(explained);
    cli.print(`${isFirst ? '' : '\n'}${textOf(explained)}`);
    isFirst = false;
  });
}

async function explain(cli: Cli, kinds: ResourceKinds, { kind, object }: SelectedObject): Promise<Explained> {
  const asking = { cli, kinds, kind, nowMs: Date.now() };
  const [answer, deletion, events, lastChange] = await Promise.all([
    explainerOf(kind.resource)(object, asking),
    deletionFindings(asking, object),
    eventsAbout(asking, object),
    lastChangeOf(asking, object),
  ]);
  const byUser = await lastUserChangeOf(asking, object, lastChange);
  return {
    object: nameOutput(kind, object.metadata.name),
    ...placeOf(object),
    verdict: answer.verdict,
    findings: [
      ...deletion,
      ...answer.findings,
      ...warningFindings(events, asking.nowMs),
      ...[byUser, lastChange].flatMap((change) => (change ? { text: lastChangeText(change, asking.nowMs) } : [])),
    ],
    ...answer.facts,
    warnings: events.filter(({ type }) => type === 'Warning'),
    ...(lastChange && { lastChange }),
    ...(byUser && { lastChangeByUser: byUser }),
  } as Explained; // With the facts of its kind beside it.
}

function placeOf({ metadata: { namespace } }: ApiObject): { namespace?: string } {
  return namespace === undefined ? {} : { namespace };
}

function textOf({ object, verdict, findings }: Explained): string {
  const lines = findings.flatMap(({ text, details = [] }) => [
    `  ${oneLine(text)}`,
    ...details.map((each) => `    ${oneLine(each)}`),
  ]);
  return [`${object} ${oneLine(verdict)}`, ...lines].join('\n');
}

/** Messages of programs may have several. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
