'use client';
// Deployments that are not as they should be.
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { percent } from '../../components/amounts.ts';
import { Meter } from '../../components/meter.tsx';
import { LiveState } from '../../components/states.tsx';
import { StatusMark, type Tone } from '../../components/status-mark.tsx';
import { type DeploymentRow, deploymentKind, type RolloutState } from '../../live/deployments.ts';
import { useLiveList } from '../../live/use-live.ts';
import { useKeepingHref } from '../../url-state.ts';

const tones: Readonly<Record<RolloutState['state'], Tone>> = {
  done: 'ok',
  rolling: 'info',
  paused: 'muted',
  stuck: 'bad',
  degraded: 'warn',
};
const shownAtMost = 8;

const view = {
  matches: ({ rollout }: DeploymentRow) => rollout.state !== 'done',
  compare: (a: DeploymentRow, b: DeploymentRow) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
};

export function Attention() {
  const t = useTranslations('overview.attention');
  const href = useKeepingHref();
  const { rows, status, collection } = useLiveList(deploymentKind, view);
  return (
    <LiveState
      status={status}
      isEmpty={rows.length === 0}
      empty={<p className="text-muted">{t('none')}</p>}
      onRetry={() => collection.retry()}
    >
      <ul className="flex flex-col gap-2">
        {rows.slice(0, shownAtMost).map(({ key, namespace, name, rollout, done, desired }) => (
          <li key={key} className="grid grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1.5fr)] items-center gap-3">
            <Link
              href={href(`/workloads/deployments/${namespace}/${name}`)}
              className="truncate text-accent hover:underline"
            >
              {namespace}/{name}
            </Link>
            <StatusMark tone={tones[rollout.state]} word={t(rollout.state)} />
            <Meter label={t('progress', { name })} text={`${done}/${desired}`} percent={percent(done, desired)} />
          </li>
        ))}
        {rows.length > shownAtMost && (
          <li className="text-muted">{t('others', { count: rows.length - shownAtMost })}</li>
        )}
      </ul>
    </LiveState>
  );
}
