// `rollout status`: says how far a rollout is, until it has ended.
import type { Deployment } from '@portolan/client/generated/kubernetes.ts';
import type { Cli } from '../cli.ts';
import type { RunRollout } from '../commands/rollout.ts';
import { parseDurationMs } from '../duration.ts';
import { exitCodes } from '../exit-codes.ts';
import { CommandError } from '../failures.ts';
import { actOnEach, placeOf, type SelectedObject } from '../object-selection.ts';
import { notFound } from '../reading/list-request.ts';
import { watchObject } from '../reading/watch-object.ts';
import { loadKinds } from '../resource-kinds.ts';
import { requireDeployment, revisionNumber, revisionOf, selectRollouts } from './deployments.ts';
import { deploymentProgress, type Progress } from './progress.ts';

export const rolloutStatus: RunRollout = async (cli, words, flags) => {
  const timeoutMs = parseDurationMs(flags.timeout, '--timeout');
  const revision = revisionNumber(flags.revision, '--revision');
  const selection = await selectRollouts(cli, await loadKinds(cli), words, flags);
  const watch = flags.watch !== false;
  await actOnEach(selection, (selected) => followRollout(cli, selected, { watch, timeoutMs, revision }));
};

interface Following {
  readonly watch: boolean;
  /** 0: as long as it takes. */
  readonly timeoutMs: number;
  /** 0: whichever is the newest. */
  readonly revision: number;
}

async function followRollout(
  cli: Cli,
  selected: SelectedObject,
  { watch, timeoutMs, revision }: Following,
): Promise<void> {
  const { kind } = selected;
  const deployment = requireDeployment(selected, 'no status viewer has been implemented');
  if (!watch) return void tell(cli, deployment, revision, '');
  const deadline = timeoutMs > 0 ? AbortSignal.timeout(timeoutMs) : undefined;
  let said = '';
  for await (const seen of watchObject<Deployment>(cli, kind, placeOf(deployment), deadline)) {
    if (!seen) throw notFound(kind, deployment.metadata.name);
    const { state, text } = tell(cli, seen, revision, said);
    if (state === 'done') return;
    said = text;
  }
  throw new CommandError('timed out waiting for the condition', exitCodes.timeout);
}

/** Throws CommandError for a rollout that will not end by itself. */
function tell(cli: Cli, deployment: Deployment, revision: number, said: string): Progress {
  const running = revisionOf(deployment);
  if (revision > 0 && running !== revision) {
    throw new CommandError(`desired revision (${revision}) is different from the running revision (${running})`);
  }
  const progress = deploymentProgress(deployment);
  if (progress.state === 'stuck') throw new CommandError(progress.text);
  if (progress.text !== said) cli.print(progress.text);
  return progress;
}
