'use client';
import type { PodTemplateSpec } from '@portolan/client/generated/kubernetes.ts';
import { MoveVertical, Package, Pause, Play, RotateCw, ScrollText, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { useWhyNot } from '../../actions/use-access.ts';
import { Button } from '../../components/button.tsx';
import { CopyAs } from '../../components/copy-as.tsx';
import { DetailHeader } from '../../components/detail-header.tsx';
import { withPanel } from '../../shell/dock-panels.ts';
import { useKeepingHref, useUrlState } from '../../url-state.ts';
import { selectorText } from './selector-text.ts';
import type { WorkloadActions } from './use-workload-actions.tsx';
import { WorkloadStatus } from './workload-columns.tsx';
import { copyFormsOfWorkload } from './workload-copy-forms.ts';
import { kindOfFolder, type WorkloadRow } from './workload-kind.ts';

export function WorkloadHeader({
  row,
  actions,
  template,
}: {
  readonly row: WorkloadRow;
  readonly actions: WorkloadActions;
  readonly template: PodTemplateSpec | undefined;
}) {
  const t = useTranslations('workloads');
  const { folder, namespace, owner } = row;
  const cannotPatch = useWhyNot({ verb: 'patch', kind: kindOfFolder[folder], namespace });
  const cannotDelete = useWhyNot({ verb: 'delete', kind: kindOfFolder[folder], namespace });
  return (
    <DetailHeader
      title={row.name}
      subtitle={<Subtitle row={row} />}
      mark={<WorkloadStatus row={row} className="font-medium" />}
    >
      <Button whyNot={cannotPatch ?? (owner ? t('cannotScale') : undefined)} onClick={() => actions.askScale([row])}>
        <MoveVertical size={14} aria-hidden />
        {t('scale')}
      </Button>
      {folder === 'deployments' && (
        <RolloutButtons row={row} actions={actions} template={template} whyNot={cannotPatch} />
      )}
      <LogsButton row={row} template={template} />
      <Button look="danger" whyNot={cannotDelete} onClick={() => actions.askDelete([row])}>
        <Trash2 size={14} aria-hidden />
        {t('delete')}
      </Button>
      <CopyAs of={copyFormsOfWorkload(row)} />
    </DetailHeader>
  );
}

/** The logs of all its pods as one, of those that come later too. */
function LogsButton({
  row: { namespace },
  template,
}: {
  readonly row: WorkloadRow;
  readonly template: PodTemplateSpec | undefined;
}) {
  const t = useTranslations('workloads');
  const [{ panel }, setUrl] = useUrlState();
  const labelSelector = selectorText({ matchLabels: template?.metadata?.labels ?? {} });
  if (!labelSelector) return null;
  const open = () => setUrl({ panel: withPanel(panel, { type: 'merged', of: { namespace, labelSelector } }) });
  return (
    <Button onClick={open}>
      <ScrollText size={14} aria-hidden />
      {t('logs')}
    </Button>
  );
}

function Subtitle({ row: { kind, namespace, owner, revision, ready, desired } }: { readonly row: WorkloadRow }) {
  const t = useTranslations('workloads');
  const href = useKeepingHref();
  return (
    <>
      {kind} · {namespace} · {t('readyOf', { ready, desired })}
      {revision > 0 && ` · #${revision}`}
      {owner && (
        <>
          {' · '}
          <Link href={href(`/workloads/deployments/${namespace}/${owner}`)} className="text-accent hover:underline">
            Deployment/{owner}
          </Link>
        </>
      )}
    </>
  );
}

function RolloutButtons({
  row,
  actions,
  template,
  whyNot,
}: {
  readonly row: WorkloadRow;
  readonly actions: WorkloadActions;
  readonly template: PodTemplateSpec | undefined;
  readonly whyNot: string | undefined;
}) {
  const t = useTranslations('workloads');
  const { isPaused } = row;
  const containers = (template?.spec?.containers ?? []).map(({ name, image = '' }) => ({ name, image }));
  return (
    <>
      <Button whyNot={whyNot ?? (isPaused ? t('resumeFirst') : undefined)} onClick={() => actions.askRestart([row])}>
        <RotateCw size={14} aria-hidden />
        {t('restart')}
      </Button>
      <Button whyNot={whyNot} onClick={() => actions.setPaused(row, !isPaused)}>
        {isPaused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
        {t(isPaused ? 'resume' : 'pause')}
      </Button>
      <Button whyNot={whyNot} onClick={() => actions.askImages(row, containers)}>
        <Package size={14} aria-hidden />
        {t('setImage')}
      </Button>
    </>
  );
}
