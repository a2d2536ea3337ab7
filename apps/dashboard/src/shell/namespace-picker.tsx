'use client';
import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../components/button.tsx';
import { Menu } from '../components/menu.tsx';
import { namespaceKind } from '../live/namespaces.ts';
import { useLiveList } from '../live/use-live.ts';
import { useUrlState } from '../url-state.ts';

const byName = {
  matches: () => true,
  compare: (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1),
};

export function NamespacePicker() {
  const t = useTranslations('shell');
  const [{ ns }, setUrl] = useUrlState();
  const { rows } = useLiveList(namespaceKind, byName);
  const items = [
    { id: '', label: t('allNamespaces'), isChosen: ns === '', onSelect: () => setUrl({ ns: '' }) },
    ...rows.map(({ name }) => ({
      id: name,
      label: name,
      isChosen: name === ns,
      onSelect: () => setUrl({ ns: name }),
    })),
  ];
  const trigger = (
    <Button look="quiet">
      <span className="sr-only">{t('namespace')}</span>
      <span aria-hidden className="text-muted max-md:hidden">
        ns:
      </span>
      <span className="max-w-36 truncate max-md:max-w-20">{ns || t('allNamespaces')}</span>
      <ChevronDown size={14} aria-hidden />
    </Button>
  );
  return <Menu trigger={trigger} items={items} label={t('namespace')} />;
}
