'use client';
// What became of the rollout, in a sentence; who wanted it, and why; and the way back where it is stuck.
import { useTranslations } from 'use-intl';
import { StatusShape } from '../../components/status-mark.tsx';
import type { Revision } from './revisions.ts';
import { UndoButton } from './undo-button.tsx';
import { useVersionAuthor } from './use-version-author.ts';
import { toneOfState, type WorkloadRow } from './workload-kind.ts';

export function RolloutResult({
  row,
  revisions: [current, previous],
  deadlineSeconds,
  onUndo,
}: {
  readonly row: WorkloadRow;
  /** The newest first. */
  readonly revisions: readonly Revision[];
  readonly deadlineSeconds: number | undefined;
  onUndo(revision: number): void;
}) {
  const t = useTranslations('workloads.result');
  const author = useVersionAuthor(row);
  const { state, revision, desired, message } = row;
  const done = Math.min(current?.available ?? row.done, desired);
  const before = current?.history.at(-1);
  const given = { revision, done, desired };
  const isDeadline = state === 'stuck' && /has timed out progressing/.test(message);
  return (
    <div role="status" aria-label={t('title')} className="m-3 mb-0 flex flex-wrap gap-2 rounded-md border p-2">
      <StatusShape tone={toneOfState[state]} className="mt-1.5" />
      <div className="min-w-0 flex-1 break-words">
        <strong className="font-medium">
          {isDeadline ? t('deadline', { ...given, seconds: deadlineSeconds ?? 0 }) : t(state, given)}
        </strong>
        {message && <span className="text-muted"> · {message}</span>}
        {before !== undefined && <p>{t('rolledBack', { before, revision })}</p>}
        {author && (
          <p className="text-muted">{author.reason ? t('reason', author) : t('author', { actor: author.actor })}</p>
        )}
      </div>
      {state === 'stuck' && previous && <UndoButton row={row} revision={previous.revision} onUndo={onUndo} />}
    </div>
  );
}
