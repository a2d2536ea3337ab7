'use client';
import { useTranslations } from 'use-intl';
import { PodGrid } from '../pods/pod-grid.tsx';

export function NodePods({ node }: { readonly node: string }) {
  const t = useTranslations('nodes');
  return (
    <PodGrid selection={{ namespace: '', fieldSelector: `spec.nodeName=${node}` }} empty={t('noPods')} hasNamespaces />
  );
}
