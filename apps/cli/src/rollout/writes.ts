// What changes a rollout: undo, pause, resume, restart. The server decides each on the newest state.

import { isCode } from '@portolan/client/errors.ts';
import type { Deployment } from '@portolan/client/generated/kubernetes.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Outcome } from '@portolan/client/writes.ts';
import type { Cli } from '../cli.ts';
import type { RunRollout } from '../commands/rollout.ts';
import { CommandError } from '../failures.ts';
import { actOnEach, type SelectedObject } from '../object-selection.ts';
import { loadKinds } from '../resource-kinds.ts';
import { reportWrite } from '../write-report.ts';
import { type WriteSettings, writeSettings } from '../write-settings.ts';
import { requireDeployment, revisionNumber, selectRollouts } from './deployments.ts';

interface RolloutWrite {
  readonly mutation: string;
  /** `no pauser has been implemented` */
  readonly unsupported: string;
  readonly variables?: { readonly toRevision: number };
  /** Throws CommandError where there is nothing to do. */
  readonly require?: (deployment: Deployment) => void;
  readonly verb: (isChanged: boolean) => string;
}

interface WriteResult {
  readonly write: {
    readonly outcome: Outcome;
    readonly warnings: readonly string[];
    readonly object: { readonly manifest: ApiObject };
  };
}

function document({ mutation, variables }: RolloutWrite): string {
  const [declared, passed] = variables ? [', $toRevision: Int', ', toRevision: $toRevision'] : ['', ''];
  return `mutation Rollout($namespace: String!, $name: String!, $dryRun: Boolean, $fieldManager: String${declared}) {
  write: ${mutation}(namespace: $namespace, name: $name, dryRun: $dryRun, fieldManager: $fieldManager${passed}) {
    outcome warnings object { manifest }
  }
}`;
}

function run(writeOf: (toRevision: number) => RolloutWrite): RunRollout {
  return async (cli, words, flags) => {
    const write = writeOf(revisionNumber(flags.toRevision, '--to-revision'));
    const kinds = await loadKinds(cli);
    const settings = await writeSettings(cli, flags, kinds);
    const selection = await selectRollouts(cli, kinds, words, flags);
    await actOnEach(selection, (selected) => writeOne(cli, selected, { write, settings }));
  };
}

async function writeOne(
  cli: Cli,
  selected: SelectedObject,
  { write, settings }: { write: RolloutWrite; settings: WriteSettings },
): Promise<void> {
  const deployment = requireDeployment(selected, write.unsupported);
  write.require?.(deployment);
  const { name, namespace } = deployment.metadata;
  const client = await cli.connect();
  const variables = { namespace, name, fieldManager: 'portolan', ...settings.write, ...write.variables };
  const { write: result } = await client
    .request<WriteResult>(document(write), variables, cli.request)
    .catch((error: unknown) => {
      // There is no such revision, or the deployment was paused just now.
      throw isCode(error, 'BAD_REQUEST') ? new CommandError(error.message) : error;
    });
  const verb = write.verb(result.outcome !== 'UNCHANGED');
  const report = { kind: selected.kind, object: result.object.manifest, verb, warnings: result.warnings };
  await reportWrite(cli, report, settings);
}

function refuseIf(isSo: boolean, { metadata }: Deployment, why: string): void {
  if (isSo) throw new CommandError(`deployments.apps "${metadata.name}" ${why}`);
}

const pause = run(() => ({
  mutation: 'rolloutPause',
  unsupported: 'no pauser has been implemented',
  require: (deployment) => refuseIf(deployment.spec?.paused === true, deployment, 'is already paused'),
  verb: () => 'paused',
}));

const resume = run(() => ({
  mutation: 'rolloutResume',
  unsupported: 'no resumer has been implemented',
  require: (deployment) => refuseIf(deployment.spec?.paused !== true, deployment, 'is not paused'),
  verb: () => 'resumed',
}));

const restart = run(() => ({
  mutation: 'rolloutRestart',
  unsupported: 'no restarter has been implemented',
  require: (deployment) =>
    refuseIf(
      deployment.spec?.paused === true,
      deployment,
      "can't restart paused deployment (run rollout resume first)",
    ),
  verb: () => 'restarted',
}));

const undo = run((toRevision) => ({
  mutation: 'rolloutUndo',
  unsupported: 'no rollbacker has been implemented',
  variables: { toRevision },
  require: ({ metadata: { name }, spec }) => {
    if (!spec?.paused) return;
    throw new CommandError(
      `you cannot rollback a paused deployment; resume it first with 'portolan rollout resume deployment/${name}' and try again`,
    );
  },
  verb: (isChanged) =>
    isChanged ? 'rolled back' : `skipped rollback (current template already matches revision ${toRevision})`,
}));

export const rolloutWrites = { pause, resume, restart, undo };
