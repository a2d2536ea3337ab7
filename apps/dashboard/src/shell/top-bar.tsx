'use client';
import { CircleHelp, LogOut, Plus, Search, User } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { Button } from '../components/button.tsx';
import { Menu } from '../components/menu.tsx';
import { useSession } from '../session/session.tsx';
import { useKeepingHref } from '../url-state.ts';
import { ConnectionPill } from './connection-pill.tsx';
import { openCreate } from './create-opener.ts';
import { NamespacePicker } from './namespace-picker.tsx';
import { openPalette } from './palette-opener.ts';
import { LanguageButton, ThemeButton } from './preference-buttons.tsx';

export function TopBar() {
  const t = useTranslations('shell');
  const create = useTranslations('create')('open');
  const href = useKeepingHref();
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b bg-raised px-2 md:px-3">
      <Link href={href('/')} className="flex items-center gap-2 rounded-md px-1 font-semibold" aria-label="Portolan">
        <Logo />
        <span className="max-md:hidden">Portolan</span>
      </Link>
      <NamespacePicker />
      <button
        type="button"
        onClick={() => openPalette('')}
        className="ml-1 flex h-8 min-w-8 items-center gap-2 rounded-md border border-control bg-bg px-2 text-muted md:min-w-64"
      >
        <Search size={14} aria-hidden />
        <span className="max-md:sr-only">{t('search')}</span>
        <kbd className="ml-auto font-mono text-xs max-md:hidden">⌘K</kbd>
      </button>
      <div className="ml-auto flex items-center gap-1">
        <Button look="quiet" aria-label={create} title={create} onClick={openCreate}>
          <Plus size={16} aria-hidden />
          <span className="max-lg:hidden">{create}</span>
        </Button>
        <ConnectionPill />
        <ThemeButton />
        <LanguageButton />
        <UserMenu />
      </div>
    </header>
  );
}

function UserMenu() {
  const t = useTranslations('shell');
  const { session, actions } = useSession();
  const user = session.state === 'signed-in' ? session.user : '';
  const items = [
    { id: 'help', label: t('keys'), icon: <CircleHelp size={14} aria-hidden />, onSelect: pressHelp },
    {
      id: 'sign-out',
      label: t('signOut'),
      icon: <LogOut size={14} aria-hidden />,
      onSelect: () => void actions.signOut(),
    },
  ];
  const trigger = (
    <Button look="quiet" aria-label={t('user', { user })} title={user} className="px-1.5">
      <User size={16} aria-hidden />
      <span className="max-w-32 truncate max-lg:hidden">{user}</span>
    </Button>
  );
  return <Menu trigger={trigger} items={items} label={t('user', { user })} />;
}

function pressHelp(): void {
  window.dispatchEvent(new KeyboardEvent('keydown', { key: '?' }));
}

/** A compass rose, as portolan charts have it. */
function Logo() {
  return (
    <svg viewBox="0 0 24 24" className="size-6 text-accent" aria-hidden="true" fill="currentColor">
      <path d="M12 1l2.4 8.6L12 12l-2.4-2.4zM12 23l-2.4-8.6L12 12l2.4 2.4zM1 12l8.6-2.4L12 12l-2.4 2.4zM23 12l-8.6 2.4L12 12l2.4-2.4z" />
      <circle cx="12" cy="12" r="10.5" fill="none" stroke="currentColor" strokeWidth="1" opacity=".5" />
    </svg>
  );
}
