'use client';
// Logs and terminals at the bottom of the page, which stay while one goes from page to page: `?panel=logs:shop/web-1`.
import { Maximize2, X } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../components/button.tsx';
import { classNames } from '../components/class-names.ts';
import { useKeepingHref, useUrlState } from '../url-state.ts';
import { type DockPanel, formatLogGroup, formatPanels, parsePanels } from './dock-panels.ts';

const PodLogs = dynamic(() => import('../areas/pods/pod-logs.tsx').then(({ PodLogs: component }) => component), {
  ssr: false,
});
const MergedLogs = dynamic(
  () => import('../areas/pods/merged-logs.tsx').then(({ MergedLogs: component }) => component),
  { ssr: false },
);
const PodTerminal = dynamic(
  () => import('../areas/pods/pod-terminal.tsx').then(({ PodTerminal: component }) => component),
  { ssr: false },
);

export function Dock() {
  const t = useTranslations('dock');
  const [{ panel }, setUrl] = useUrlState();
  const href = useKeepingHref();
  const panels = useMemo(() => parsePanels(panel), [panel]);
  const [shown] = panels;
  if (!shown) return null;
  const show = (one: DockPanel) => setUrl({ panel: formatPanels([one, ...panels.filter((each) => each !== one)]) });
  const close = (one: DockPanel) => setUrl({ panel: formatPanels(panels.filter((each) => each !== one)) });
  return (
    <section aria-label={t('title')} className="flex h-[40%] min-h-48 shrink-0 flex-col border-t bg-bg">
      <div className="flex shrink-0 items-center gap-1 overflow-x-auto border-b bg-raised px-2">
        {panels.map((each) => (
          <div
            key={formatPanels([each])}
            className={classNames('flex shrink-0 items-center', each === shown && 'bg-bg')}
          >
            <button
              type="button"
              aria-pressed={each === shown}
              onClick={() => show(each)}
              className="h-8 px-2 font-mono text-sm"
            >
              {t(each.type)} {nameOf(each, (count) => t('pods', { count }))}
            </button>
            <IconButton
              label={t('close', { name: nameOf(each, (count) => t('pods', { count })) })}
              onClick={() => close(each)}
              className="h-6 min-w-6 px-0.5"
            >
              <X size={13} aria-hidden />
            </IconButton>
          </div>
        ))}
        {shown.type === 'merged' && (
          <Link
            href={href('/logs', { open: formatLogGroup(shown.of), panel: '' })}
            aria-label={t('fullPage')}
            title={t('fullPage')}
            className="ml-auto inline-flex h-7 min-w-7 shrink-0 items-center justify-center rounded-md hover:bg-inset"
          >
            <Maximize2 size={13} aria-hidden />
          </Link>
        )}
      </div>
      {panels.map((each) => (
        // All stay mounted: a terminal that is out of sight runs on.
        <div
          key={formatPanels([each])}
          className={classNames('min-h-0 grow flex-col', each === shown ? 'flex' : 'hidden')}
        >
          <Panel panel={each} />
        </div>
      ))}
    </section>
  );
}

function Panel({ panel }: { readonly panel: DockPanel }) {
  if (panel.type === 'merged') return <MergedLogs of={panel.of} />;
  const { type, namespace, name, container } = panel;
  const Content = type === 'logs' ? PodLogs : PodTerminal;
  return <Content namespace={namespace} name={name} container={container} />;
}

function nameOf(panel: DockPanel, podsText: (count: number) => string): string {
  if (panel.type !== 'merged') return `${panel.namespace}/${panel.name}`;
  return 'pods' in panel.of ? podsText(panel.of.pods.length) : `${panel.of.namespace} ${panel.of.labelSelector}`;
}
