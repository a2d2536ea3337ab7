'use client';
import { Plus, X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import type { Tabs } from './documents.ts';
import { operationsOf } from './operations.ts';

export interface TabRowProps {
  readonly tabs: Tabs;
  onChoose(id: string): void;
  onClose(id: string): void;
  onNew(): void;
}

/** Documents that are open; each is named by its first operation. */
export function TabRow({ tabs: { tabs, chosen }, onChoose, onClose, onNew }: TabRowProps) {
  const t = useTranslations('playground');
  return (
    <nav
      aria-label={t('documents')}
      className="flex shrink-0 items-center gap-1 overflow-x-auto border-b bg-raised px-2"
    >
      {tabs.map(({ id, query }) => {
        const name = operationsOf(query)[0]?.name ?? t('untitled', { number: id });
        const isChosen = id === chosen;
        return (
          <div key={id} className={classNames('flex shrink-0 items-center', isChosen && 'bg-bg')}>
            <button
              type="button"
              aria-current={isChosen ? 'true' : undefined}
              onClick={() => onChoose(id)}
              className={classNames('h-9 max-w-48 truncate px-2', isChosen ? 'font-medium' : 'text-muted')}
            >
              {name}
            </button>
            <IconButton label={t('closeDocument', { name })} onClick={() => onClose(id)} className="h-6 min-w-6 px-0.5">
              <X size={13} aria-hidden />
            </IconButton>
          </div>
        );
      })}
      <IconButton label={t('newDocument')} onClick={onNew}>
        <Plus size={15} aria-hidden />
      </IconButton>
    </nav>
  );
}
