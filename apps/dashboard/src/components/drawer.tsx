'use client';
// The detail of a row beside its list, which stays usable: the row keeps its place. On narrow screens it covers the list.
import { Maximize2, X } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from './button.tsx';

export interface DrawerProps {
  readonly title: string;
  /** The page that shows the same in full, where there is one. */
  readonly href?: string;
  readonly children: ReactNode;
  onClose(): void;
}

export function Drawer({ title, href, children, onClose }: DrawerProps) {
  const t = useTranslations('components');
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      onClose();
    };
    window.addEventListener('keydown', close);
    return () => window.removeEventListener('keydown', close);
  }, [onClose]);
  return (
    <aside
      ref={element}
      aria-label={title}
      className="absolute inset-y-0 right-0 z-20 flex w-full flex-col overflow-hidden border-l bg-bg shadow-xl md:w-[min(46rem,70%)]"
    >
      <div className="absolute top-2 right-2 z-10 flex gap-1">
        {href && (
          <Link
            href={href}
            aria-label={t('fullPage')}
            title={t('fullPage')}
            className="inline-flex size-7 items-center justify-center rounded-md hover:bg-inset"
          >
            <Maximize2 size={15} aria-hidden />
          </Link>
        )}
        <IconButton label={t('close')} onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      {children}
    </aside>
  );
}
