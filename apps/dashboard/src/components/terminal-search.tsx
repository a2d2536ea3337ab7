'use client';
import type { SearchAddon } from '@xterm/addon-search';
import { ArrowDown, ArrowUp, Search } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from './button.tsx';

/** Finds what was written, newest first: Enter goes up, with shift down again. */
export function TerminalSearch({ addon }: { readonly addon: SearchAddon | undefined }) {
  const t = useTranslations('pods.terminal');
  const [query, setQuery] = useState('');
  const [isFound, setFound] = useState(true);
  const find = (text: string, isNewer: boolean) => {
    setQuery(text);
    if (!text) addon?.clearDecorations();
    setFound(!text || !addon || (isNewer ? addon.findNext(text) : addon.findPrevious(text)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') find(query, event.shiftKey);
  };
  return (
    <search className="flex shrink-0 items-center gap-1 border-b bg-raised px-2 py-1">
      <Search size={14} aria-hidden className="text-muted" />
      <input
        type="search"
        value={query}
        onChange={(event) => find(event.target.value, false)}
        onKeyDown={onKeyDown}
        aria-label={t('search')}
        placeholder={t('search')}
        className="h-6 min-w-24 grow bg-transparent px-1 font-mono text-sm md:max-w-72"
      />
      <IconButton label={t('older')} onClick={() => find(query, false)} className="h-6 min-w-6">
        <ArrowUp size={14} aria-hidden />
      </IconButton>
      <IconButton label={t('newer')} onClick={() => find(query, true)} className="h-6 min-w-6">
        <ArrowDown size={14} aria-hidden />
      </IconButton>
      {!isFound && (
        <span role="status" className="text-sm text-muted">
          {t('noMatch')}
        </span>
      )}
    </search>
  );
}
