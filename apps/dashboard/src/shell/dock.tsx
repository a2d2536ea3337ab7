'use client';
// Logs and terminals at the bottom of the page, which stay while one goes from page to page: `?panel=logs:shop/web-1`.
import { X } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { IconButton } from '../components/button.tsx';
import { classNames } from '../components/class-names.ts';
import { useUrlState } from '../url-state.ts';
import { type DockPanel, formatPanels, parsePanels } from './dock-panels.ts';

const PodLogs = dynamic(() => import('../areas/pods/pod-logs.tsx').then(({ PodLogs: component }) => component), {
  ssr: false,
});
const PodTerminal = dynamic(
  () => import('../areas/pods/pod-terminal.tsx').then(({ PodTerminal: component }) => component),
  { ssr: false },
);

export function Dock() {
  const t = useTranslations('dock');
  const [{ panel }, setUrl] = useUrlState();
  const panels = parsePanels(panel);
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
              {t(each.type)} {each.namespace}/{each.name}
            </button>
            <IconButton
              label={t('close', { name: each.name })}
              onClick={() => close(each)}
              className="h-6 min-w-6 px-0.5"
            >
              <X size={13} aria-hidden />
            </IconButton>
          </div>
        ))}
      </div>
      {panels.map((each) => (
        // All stay mounted: a terminal that is out of sight runs on.
        <div
          key={formatPanels([each])}
          className={classNames('min-h-0 grow flex-col', each === shown ? 'flex' : 'hidden')}
        >
          {each.type === 'logs' ? (
            <PodLogs namespace={each.namespace} name={each.name} container={each.container} />
          ) : (
            <PodTerminal namespace={each.namespace} name={each.name} container={each.container} />
          )}
        </div>
      ))}
    </section>
  );
}
