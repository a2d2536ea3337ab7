'use client';
// What the tab of the browser is called: the object that is open, its area, and whose page it is.
import { usePathname } from 'next/navigation';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { useUrlState } from '../url-state.ts';
import { areas } from './areas.tsx';

export function PageTitle() {
  const t = useTranslations('shell');
  const path = usePathname();
  const [{ open }] = useUrlState();
  const area = areas.find((each) => each.path !== '/' && (path === each.path || path.startsWith(`${each.path}/`)));
  const rest = area ? path.slice(area.path.length).split('/') : [];
  const name = open ? open.split('/').at(-1) : decodeURIComponent(rest.at(-1) ?? '');
  const areaName = area ? t(`areas.${area.id}`) : path === '/' ? t('areas.overview') : undefined;
  const title = [name, areaName, 'Portolan'].filter(Boolean).join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}
