'use client';
import type { Pod } from '@portolan/client/generated/kubernetes.ts';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { classNames } from '../../components/class-names.ts';
import { StatusShape } from '../../components/status-mark.tsx';
import { useKeepingHref } from '../../url-state.ts';
import { type Check, demandOf, type Fix, fixesOf, numbersOf, type Room, type Verdict } from './scheduling.ts';

/** More would be slow to paint, and nobody reads them. */
const shownAtMost = 200;

export interface SchedulingMatrixProps {
  /** The best first. */
  readonly nodes: readonly Verdict[];
  readonly rooms: ReadonlyMap<string, Room>;
  readonly pod: Pod;
}

export function SchedulingMatrix({ nodes, rooms, pod }: SchedulingMatrixProps) {
  const t = useTranslations('why');
  const plugins = [...new Set(nodes.flatMap(({ checks }) => checks.map(({ plugin }) => plugin)))];
  const shown = nodes.slice(0, shownAtMost);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <div className="overflow-x-auto rounded-md border" tabIndex={0} role="region" aria-label={t('matrix')}>
        <table className="w-full text-left" aria-label={t('matrix')}>
          <thead className="bg-raised text-xs text-muted">
            <tr>
              <Header text={t('node')} isFirst />
              {plugins.map((plugin) => (
                <Header key={plugin} text={plugin} />
              ))}
              <Header text={t('score')} />
              <Header text={t('fix')} />
            </tr>
          </thead>
          <tbody>
            {shown.map((verdict) => (
              <NodeLine
                key={verdict.node}
                verdict={verdict}
                plugins={plugins}
                room={rooms.get(verdict.node)}
                pod={pod}
              />
            ))}
          </tbody>
        </table>
      </div>
      {nodes.length > shown.length && <p className="text-muted">{t('more', { count: nodes.length - shown.length })}</p>}
    </>
  );
}

function Header({ text, isFirst = false }: { readonly text: string; readonly isFirst?: boolean }) {
  return (
    <th
      scope="col"
      className={classNames('px-2.5 py-1.5 font-medium whitespace-nowrap', isFirst && 'sticky left-0 bg-raised')}
    >
      {text}
    </th>
  );
}

function NodeLine({
  verdict,
  plugins,
  room,
  pod,
}: {
  readonly verdict: Verdict;
  readonly plugins: readonly string[];
  readonly room: Room | undefined;
  readonly pod: Pod;
}) {
  const href = useKeepingHref();
  const { node, score, scores, fits, checks } = verdict;
  const isOwn = pod.spec?.nodeName === node;
  return (
    <tr className={classNames('border-t align-top', isOwn && 'bg-selected')}>
      <th
        scope="row"
        className={classNames(
          'sticky left-0 px-2.5 py-1.5 font-normal whitespace-nowrap',
          isOwn ? 'bg-selected' : 'bg-bg',
        )}
      >
        <Link href={href(`/nodes/${encodeURIComponent(node)}`)} className="text-accent hover:underline">
          {node}
        </Link>
      </th>
      {plugins.map((plugin) => (
        <td key={plugin} className="px-2.5 py-1.5">
          <CheckCell check={checks.find((each) => each.plugin === plugin)} pod={pod} room={room} />
        </td>
      ))}
      <td
        className="px-2.5 py-1.5 tabular-nums"
        title={scores.map((each) => `${each.plugin} ${each.score} × ${each.weight}`).join('\n')}
      >
        {fits ? (score ?? '–') : '–'}
      </td>
      <td className="min-w-56 px-2.5 py-1.5">
        <Fixes fixes={fixesOf(verdict, pod, room)} node={node} />
      </td>
    </tr>
  );
}

function CheckCell({
  check,
  pod,
  room,
}: {
  readonly check: Check | undefined;
  readonly pod: Pod;
  readonly room: Room | undefined;
}) {
  const t = useTranslations('why');
  if (!check) return <span className="text-muted">–</span>;
  return (
    <div className={classNames('flex flex-col text-sm', check.passed ? 'text-ok' : 'text-bad')}>
      <span className="flex items-center gap-1.5 whitespace-nowrap">
        <StatusShape tone={check.passed ? 'ok' : 'bad'} />
        {check.passed ? t('passed') : t('failed')}
      </span>
      {!check.passed && check.reason && <span className="min-w-32 text-text">{check.reason}</span>}
      {numbersOf(check, demandOf(pod), room).map(([resource, numbers]) => (
        <span key={resource} title={t('numbers')} className="whitespace-nowrap text-muted tabular-nums">
          {resource} {numbers}
        </span>
      ))}
    </div>
  );
}

function Fixes({ fixes, node }: { readonly fixes: readonly Fix[]; readonly node: string }) {
  const t = useTranslations('why.fixes');
  return (
    <ul className="flex flex-col gap-0.5 text-sm">
      {fixes.map((fix) => (
        <li key={JSON.stringify(fix)}>{t(fix.type, { ...noValues, ...fix, node })}</li>
      ))}
    </ul>
  );
}

const noValues = { resource: '', amount: '', taints: '', labels: '', name: '', ports: '' };
