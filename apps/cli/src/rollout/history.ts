// `rollout history`: the revisions of a deployment, or the pod template of one.
import type { Deployment, ReplicaSet } from '@portolan/client/generated/kubernetes.ts';
import type { Cli } from '../cli.ts';
import type { RunRollout } from '../commands/rollout.ts';
import { describePodTemplate } from '../describe/pod.ts';
import { Report } from '../describe/report.ts';
import { CommandError } from '../failures.ts';
import { actOnEach } from '../object-selection.ts';
import { type ObjectPrinter, objectPrinter } from '../output/object-printers.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { nameOutput } from '../resource-arguments.ts';
import { loadKinds } from '../resource-kinds.ts';
import { requireDeployment, revisionNumber, revisionOf, selectRollouts } from './deployments.ts';

const causeAnnotation = 'kubernetes.io/change-cause';

export const rolloutHistory: RunRollout = async (cli, words, flags) => {
  const revision = revisionNumber(flags.revision, '--revision');
  const kinds = await loadKinds(cli);
  const printer = await objectPrinter(cli, parseOutputFormat(flags.output), kinds);
  const selection = await selectRollouts(cli, kinds, words, flags);
  await actOnEach(selection, async (selected) => {
    const deployment = requireDeployment(selected, 'no history viewer has been implemented');
    const sets = await revisionsOf(cli, deployment);
    const found = sets.filter((set) => revision === 0 || revisionOf(set) === revision);
    if (revision > 0 && found.length === 0) throw new CommandError('unable to find the specified revision');
    if (printer) return printSets(printer, found, revision);
    const name = nameOutput(selected.kind, deployment.metadata.name);
    cli.print(revision > 0 ? `${name} with revision #${revision}` : `${name} `);
    cli.print(revision > 0 ? templateText(found[0]) : historyText(found));
  });
};

/** The oldest first. */
async function revisionsOf(cli: Cli, { metadata }: Deployment): Promise<ReplicaSet[]> {
  const client = await cli.connect();
  const { namespace, uid } = metadata;
  const { items } = await client.replicaSets.list({ ...(namespace !== undefined && { namespace }) }, cli.request);
  return items
    .filter((set) => set.metadata.ownerReferences?.some((owner) => owner.uid === uid) && revisionOf(set) > 0)
    .sort((a, b) => revisionOf(a) - revisionOf(b));
}

async function printSets(printer: ObjectPrinter, sets: readonly ReplicaSet[], revision: number): Promise<void> {
  const [only] = sets;
  if (revision > 0 && only) await printer.printObject(only);
  else await printer.printList(sets);
}

/** Two spaces between the columns, as kubectl has them here. */
function historyText(sets: readonly ReplicaSet[]): string {
  const rows = sets.map((set) => [String(revisionOf(set)), set.metadata.annotations?.[causeAnnotation] ?? '<none>']);
  const report = new Report();
  for (const row of [['REVISION', 'CHANGE-CAUSE'], ...rows]) report.line(0, ...row);
  return `${report.toString()}\n`;
}

function templateText(set: ReplicaSet | undefined): string {
  const report = new Report();
  if (set?.spec?.template) describePodTemplate(report, set.spec.template);
  return report.toString();
}
