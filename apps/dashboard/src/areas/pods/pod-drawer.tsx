'use client';
import { useTranslations } from 'use-intl';
import { Drawer } from '../../components/drawer.tsx';
import { useKeepingHref, useUrlState } from '../../url-state.ts';
import { PodDetail } from './pod-detail.tsx';

/** `of`: namespace and name, as they stand in the address. */
export function PodDrawer({ of, onClose }: { readonly of: string; onClose(): void }) {
  const t = useTranslations('pods');
  const href = useKeepingHref();
  const [{ tab }] = useUrlState();
  const [namespace = '', name = ''] = of.split('/');
  return (
    <Drawer title={`${t('title')}: ${name}`} href={href(`/pods/${namespace}/${name}`, { tab })} onClose={onClose}>
      <PodDetail key={of} namespace={namespace} name={name} />
    </Drawer>
  );
}
