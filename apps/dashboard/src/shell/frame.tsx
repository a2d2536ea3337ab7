'use client';
// Everything around a page: language, session, API, keyboard, navigation.
import dynamic from 'next/dynamic';
import { type ReactNode, useEffect, useState } from 'react';
import { IntlProvider } from 'use-intl';
import { Toasts } from '../components/toasts.tsx';
import type { Language } from '../i18n/languages.ts';
import type { Messages } from '../i18n/messages.ts';
import { ApiProvider } from '../live/api.tsx';
import { ShownMomentProvider } from '../live/shown-moment.tsx';
import { SessionProvider, useSession } from '../session/session.tsx';
import { SignIn } from '../session/sign-in.tsx';
import type { Viewer } from '../session/viewer.ts';
import { useUrlState } from '../url-state.ts';
import { Announcer } from './announcer.tsx';
import { KeyboardProvider } from './keyboard.tsx';
import { BottomTabs, SideNavigation } from './navigation.tsx';
import { NonceProvider } from './nonce.tsx';
import { PageKeys } from './page-keys.tsx';
import { PageTitle } from './page-title.tsx';
import { TimeBar } from './time-bar.tsx';
import { TopBar } from './top-bar.tsx';

const Dock = dynamic(() => import('./dock.tsx').then(({ Dock: component }) => component), { ssr: false });

export interface FrameProps {
  readonly language: Language;
  readonly messages: Messages;
  /** Of the content-security policy, for libraries that bring styles of their own. */
  readonly nonce: string;
  readonly viewer: Viewer | undefined;
  readonly children: ReactNode;
}

export function Frame({ language, messages, nonce, viewer, children }: FrameProps) {
  const [timeZone, setTimeZone] = useState('UTC');
  useEffect(() => setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  return (
    <IntlProvider locale={language} messages={messages} timeZone={timeZone}>
      <NonceProvider nonce={nonce}>
        <SessionProvider viewer={viewer}>
          <Gate>{children}</Gate>
        </SessionProvider>
      </NonceProvider>
      <Toasts />
    </IntlProvider>
  );
}

function Gate({ children }: { readonly children: ReactNode }) {
  const { session, actions } = useSession();
  if (session.state === 'signed-out') return <SignIn why={session.why} />;
  if (session.state === 'checking') return <div aria-busy="true" className="h-12 border-b bg-raised" />;
  return (
    <ApiProvider onSignedOut={actions.expired}>
      <KeyboardProvider>
        <ShownMomentProvider>
          <Shell>{children}</Shell>
        </ShownMomentProvider>
      </KeyboardProvider>
    </ApiProvider>
  );
}

function Shell({ children }: { readonly children: ReactNode }) {
  const [{ at, panel }] = useUrlState();
  const [isTimeOpen, setTimeOpen] = useState(false);
  return (
    <LiveFrame className={`flex h-dvh flex-col ${at ? 'border-4 border-past' : ''}`}>
      <TopBar />
      <div className="flex min-h-0 grow">
        <SideNavigation />
        <div className="relative flex min-w-0 grow flex-col">
          <main className="relative flex min-h-0 grow flex-col">{children}</main>
          {panel && <Dock />}
          {(isTimeOpen || at) && <TimeBar onClose={() => setTimeOpen(false)} />}
        </div>
      </div>
      <Announcer />
      <BottomTabs />
      <PageTitle />
      <PageKeys onTime={() => setTimeOpen((isOpen) => !isOpen)} />
    </LiveFrame>
  );
}

/** A page can be read before its scripts run; until then nothing in it can be pressed, rather than pressed in vain. */
function LiveFrame({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  const [isLive, setLive] = useState(false);
  useEffect(() => setLive(true), []);
  return (
    <div className={className} inert={!isLive}>
      {children}
    </div>
  );
}
