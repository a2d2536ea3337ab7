'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/states.tsx';
import { useKeepingHref } from '../url-state.ts';
import { openPalette } from './palette-opener.ts';

/** Where an address leads nowhere. */
export function NoPage() {
  const t = useTranslations('shell.noPage');
  const href = useKeepingHref();
  const path = usePathname();
  return (
    <EmptyState text={t('text', { path })}>
      <h1 className="sr-only">{t('title')}</h1>
      <div className="flex justify-center gap-2">
        <Link
          href={href('/')}
          className="inline-flex h-7 items-center rounded-md bg-accent px-2.5 font-medium text-on-accent"
        >
          {t('home')}
        </Link>
        <Button onClick={() => openPalette('')}>{t('search')}</Button>
      </div>
    </EmptyState>
  );
}
