'use client';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from './button.tsx';

/** How many rows of a list are marked, and in `children` what can be done with them. */
export function BulkBar({
  count,
  onClear,
  children,
}: {
  readonly count: number;
  onClear(): void;
  readonly children: ReactNode;
}) {
  const t = useTranslations('components.bulk');
  return (
    <div
      role="toolbar"
      aria-label={t('title')}
      className="flex shrink-0 flex-wrap items-center gap-2 border-t bg-selected px-3 py-1.5"
    >
      <span className="font-medium" role="status">
        {t('selected', { count })}
      </span>
      {children}
      <IconButton label={t('clear')} onClick={onClear} className="ml-auto">
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}
