'use client';
import { useTranslations } from 'use-intl';
import { useUrlState } from '../../url-state.ts';

/** In the past: what follows is not of that moment. */
export function NowOnly() {
  const t = useTranslations('controllers');
  const [{ at }] = useUrlState();
  return at && <p className="px-3 py-2 text-past">{t('nowOnly')}</p>;
}
