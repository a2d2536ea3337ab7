'use client';
// How the pod came to run: what is known of each step on its way.
import { useTranslations } from 'use-intl';
import { RelativeTime } from '../../components/relative-time.tsx';
import { EmptyState, FailureState, failureOf, LoadingState } from '../../components/states.tsx';
import { StatusShape } from '../../components/status-mark.tsx';
import { usePolled } from '../../live/use-polled.ts';
import { useUrlState } from '../../url-state.ts';

const steps = ['SUBMITTED', 'STORED', 'OBSERVED', 'FILTERED', 'SCORED', 'BOUND', 'STARTED', 'READY'] as const;

interface Step {
  readonly step: (typeof steps)[number];
  readonly at: string | null;
  readonly latencyMs: number | null;
  readonly actor: string | null;
  readonly detail: string | null;
  readonly revision: string | null;
}

const timelineDocument = `query Timeline($namespace: String!, $name: String!, $at: String) {
  pod(namespace: $namespace, name: $name, at: $at) { timeline { step at latencyMs actor detail revision } }
}`;

const everyMs = 3_000;

export function PodTimeline({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  const t = useTranslations('why.timeline');
  const [{ at }] = useUrlState();
  const { data, error, ask } = usePolled<
    { pod: { timeline: readonly Step[] | null } | null },
    { namespace: string; name: string; at?: string }
  >(timelineDocument, { variables: { namespace, name, ...(at && { at }) }, everyMs });
  const failure = failureOf({ error });
  if (failure) return <FailureState error={failure} onRetry={() => ask()} />;
  if (!data) return <LoadingState />;
  const timeline = data.pod?.timeline ?? [];
  if (timeline.length === 0) return <EmptyState text={t('empty')} />;
  return (
    <ol aria-label={t('title')} className="flex flex-col p-3">
      {timeline.map((step) => (
        <TimelineStep key={step.step} step={step} />
      ))}
    </ol>
  );
}

function TimelineStep({ step: { step, at, latencyMs, actor, detail, revision } }: { readonly step: Step }) {
  const t = useTranslations('why.timeline');
  const [, setUrl] = useUrlState();
  const isReached = at !== null;
  return (
    <li className="flex gap-3 pb-3 last:pb-0">
      <span className="mt-1">
        <StatusShape tone={isReached ? 'ok' : 'muted'} />
      </span>
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className={isReached ? 'font-medium' : 'text-muted'}>{t(`steps.${step}`)}</span>
          {isReached ? (
            <RelativeTime time={at} className="text-muted" />
          ) : (
            <span className="text-muted">{t('notYet')}</span>
          )}
          {latencyMs !== null && <span className="text-muted tabular-nums">+{latencyText(latencyMs)}</span>}
          {actor && <span className="text-sm text-muted">{actor}</span>}
          {revision && (
            <button
              type="button"
              title={t('lookBack', { revision })}
              onClick={() => setUrl({ at: revision }, 'push')}
              className="text-sm text-accent tabular-nums hover:underline"
            >
              {t('revision', { revision })}
            </button>
          )}
        </p>
        {detail && <p className="text-sm break-words text-muted">{detail}</p>}
      </div>
    </li>
  );
}

/** `12 ms`, `1.4 s`. */
function latencyText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}
