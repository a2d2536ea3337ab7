'use client';
// ⌘K: everything by its name. A first sign narrows it: `>` actions, `@` namespaces, `#` ids, `:` kinds.
import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Dialog } from '../components/dialog.tsx';
import { useApi } from '../live/api.tsx';
import { useKeepingHref, useUrlState } from '../url-state.ts';
import { areas } from './areas.tsx';
import { openCreate } from './create-opener.ts';
import { objectButtons } from './object-buttons.ts';
import { useObjectEntries, useObjectOfUid } from './palette-objects.ts';
import { readRecent, remember } from './palette-recent.ts';
import { type Entry, type Found, rank, readMode, recentFirst } from './palette-search.ts';
import { chooseTheme } from './theme.ts';

export interface PaletteProps {
  readonly start: string;
  onClose(): void;
  onHelp(): void;
  onTime(): void;
}

export function Palette({ start, onClose, onHelp, onTime }: PaletteProps) {
  const t = useTranslations('palette');
  const [text, setText] = useState(start);
  const { mode, query } = readMode(useDeferredValue(text));
  const entries = useEntries({ onHelp, onTime }, query);
  const found = useMemo(() => rank(recentFirst(entries, readRecent()), mode, query), [entries, mode, query]);
  const choose = ({ id, run }: Entry) => {
    remember(id);
    onClose();
    run();
  };
  return (
    <Dialog title={t('title')} isBare onClose={onClose} className="mt-[10dvh] w-[min(42rem,calc(100vw-1rem))]">
      <Command shouldFilter={false} loop label={t('title')}>
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder={t('placeholder')}
          className="h-12 w-full border-b bg-transparent px-4 text-base outline-none"
        />
        <Command.List className="max-h-[55dvh] overflow-auto p-1.5">
          <Command.Empty className="p-6 text-center text-muted">{t('nothing')}</Command.Empty>
          {found.map((each) => (
            <PaletteItem key={each.entry.id} found={each} onChoose={() => choose(each.entry)} />
          ))}
        </Command.List>
        <p className="border-t bg-raised px-4 py-1.5 text-sm text-muted">{t('modes')}</p>
      </Command>
    </Dialog>
  );
}

function PaletteItem({ found: { entry }, onChoose }: { readonly found: Found; onChoose(): void }) {
  const t = useTranslations('palette');
  return (
    <Command.Item
      value={entry.id}
      onSelect={onChoose}
      className="flex min-h-8 items-center gap-2 rounded px-2.5 data-[selected=true]:bg-selected"
    >
      <span className="truncate">{entry.label}</span>
      <span className="ml-auto flex shrink-0 items-center gap-2 text-sm text-muted">
        {entry.shortcut && <kbd className="rounded border bg-inset px-1 font-mono">{entry.shortcut}</kbd>}
        {t(`types.${entry.type}`)}
      </span>
    </Command.Item>
  );
}

function useEntries({ onHelp, onTime }: { onHelp(): void; onTime(): void }, query: string): readonly Entry[] {
  const t = useTranslations('palette');
  const names = useTranslations('shell');
  const router = useRouter();
  const href = useKeepingHref();
  const [, setUrl] = useUrlState();
  const { collections } = useApi();
  const listed = useObjectEntries(collections);
  const asked = useObjectOfUid(query);
  const [buttons] = useState(() => objectButtons(document));
  return useMemo(() => {
    const isListed = asked === undefined || listed.some(({ uid }) => uid === asked.uid);
    const objects = isListed ? listed : [asked, ...listed];
    const go = (path: string) => () => router.push(path);
    const pages = areas.map(
      ({ id, path, key }): Entry => ({
        id: `page:${id}`,
        type: 'page',
        label: names(`areas.${id}`),
        shortcut: key && `g ${key}`,
        run: go(href(path)),
      }),
    );
    const actions: Entry[] = [
      ...buttons.map(({ label, press }): Entry => ({ id: `action:${label}`, type: 'action', label, run: press })),
      { id: 'action:create', type: 'action', label: t('actions.create'), run: openCreate },
      { id: 'action:help', type: 'action', label: t('actions.help'), shortcut: '?', run: onHelp },
      { id: 'action:time', type: 'action', label: t('actions.time'), shortcut: 't', run: onTime },
      ...(['light', 'dark', 'system'] as const).map(
        (choice): Entry => ({
          id: `action:theme-${choice}`,
          type: 'action',
          label: t(`actions.${choice}`),
          run: () => chooseTheme(choice),
        }),
      ),
      { id: 'namespace:', type: 'namespace', label: names('allNamespaces'), run: () => setUrl({ ns: '' }) },
    ];
    return [
      ...actions.slice(0, buttons.length),
      ...pages,
      ...actions.slice(buttons.length),
      ...objects.map(
        ({ path, namespace, ...entry }): Entry => ({
          ...entry,
          run: path === undefined ? () => setUrl({ ns: namespace ?? '' }) : go(href(path)),
        }),
      ),
    ];
  }, [t, names, router, href, setUrl, listed, asked, buttons, onHelp, onTime]);
}
