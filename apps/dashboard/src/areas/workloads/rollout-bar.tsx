'use client';
// Old and new pods on their way past each other, between the limits of the strategy.
import { useTranslations } from 'use-intl';
import { classNames } from '../../components/class-names.ts';
import type { Revision } from './revisions.ts';
import type { RolloutLimits } from './rollout-limits.ts';

export function RolloutBar({
  current,
  old,
  desired,
  limits,
}: {
  readonly current: Revision | undefined;
  readonly old: readonly Revision[];
  readonly desired: number;
  readonly limits: RolloutLimits | undefined;
}) {
  const t = useTranslations('workloads.rollout');
  const fresh = { pods: current?.pods ?? 0, available: current?.available ?? 0 };
  const oldPods = sum(old, ({ pods }) => pods);
  const oldAvailable = sum(old, ({ available }) => available);
  const most = Math.max(1, desired, limits?.mostPods ?? 0, fresh.pods + oldPods);
  const parts = [
    { id: 'newAvailable', count: fresh.available, className: 'bg-ok' },
    { id: 'newWaiting', count: Math.max(0, fresh.pods - fresh.available), className: 'bg-info' },
    { id: 'oldWaiting', count: Math.max(0, oldPods - oldAvailable), className: 'bg-muted opacity-40' },
    { id: 'oldAvailable', count: oldAvailable, className: 'bg-muted' },
  ] as const;
  const text = parts
    .filter(({ count }) => count > 0)
    .map(({ id, count }) => t(`parts.${id}`, { count }))
    .join(', ');
  return (
    <div className="flex flex-col gap-1.5">
      <div className="relative" role="img" aria-label={text || t('noPods')}>
        <div className="flex h-5 overflow-hidden rounded-md bg-inset">
          {parts.map(({ id, count, className }) => (
            <span key={id} data-part={id} className={className} style={{ width: `${(count / most) * 100}%` }} />
          ))}
        </div>
        <Mark at={desired / most} className="border-text" />
        {limits && <Mark at={limits.leastAvailable / most} className="border-bad" />}
      </div>
      <ul className="flex flex-wrap gap-x-4 text-sm">
        {parts.map(({ id, count, className }) => (
          <li key={id} className="flex items-center gap-1.5">
            <span aria-hidden className={classNames('size-2.5 rounded-sm', className)} />
            {t(`parts.${id}`, { count })}
          </li>
        ))}
        {limits && <li className="text-muted">{t('limits', { ...limits, desired })}</li>}
      </ul>
    </div>
  );
}

function Mark({ at, className }: { readonly at: number; readonly className: string }) {
  return (
    <span
      aria-hidden
      className={classNames('absolute -top-1 -bottom-1 border-l-2 border-dashed', className)}
      style={{ left: `min(${at * 100}%, calc(100% - 2px))` }}
    />
  );
}

function sum(revisions: readonly Revision[], read: (revision: Revision) => number): number {
  return revisions.reduce((total, revision) => total + read(revision), 0);
}
