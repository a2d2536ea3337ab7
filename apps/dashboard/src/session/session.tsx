'use client';
// Who is signed in. The token is in a cookie that no script can read; a one-time code comes in the fragment of the address,
// which is never sent to a server, and is taken out of the address bar before anything else happens.
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import type { Viewer } from './viewer.ts';

export type Session =
  | { readonly state: 'checking' }
  | { readonly state: 'signed-out'; readonly why?: SignInFailure }
  | ({ readonly state: 'signed-in' } & Viewer);

export type SignInFailure =
  /** `text` is what the API said. */
  | { readonly reason: 'refused'; readonly text: string }
  | { readonly reason: 'unreachable' }
  /** The API took the cookie before, and does not any longer. */
  | { readonly reason: 'ended' };

const unreachable: Session = { state: 'signed-out', why: { reason: 'unreachable' } };

export interface SessionActions {
  /** With a one-time code or a token. */
  signIn(secret: string): Promise<void>;
  signOut(): Promise<void>;
  /** The API no longer takes the cookie. */
  expired(): void;
}

/** A token may look like this too. */
const codeForm = /^[\w-]{32}$/;

const SessionContext = createContext<{ session: Session; actions: SessionActions } | undefined>(undefined);

/** `viewer`: known before the page was sent. */
export function SessionProvider({
  viewer,
  children,
}: {
  readonly viewer: Viewer | undefined;
  readonly children: ReactNode;
}) {
  const [session, setSession] = useState<Session>(() => {
    return viewer ? { state: 'signed-in', ...viewer } : { state: 'checking' };
  });
  const signIn = useCallback<SessionActions['signIn']>(async (secret) => {
    const byCode: Session = codeForm.test(secret) ? await postSession({ code: secret }) : { state: 'signed-out' };
    setSession(byCode.state === 'signed-in' ? byCode : await postSession({ token: secret }));
  }, []);
  const expired = useCallback(() => setSession({ state: 'signed-out', why: { reason: 'ended' } }), []);
  const signOut = useCallback(async () => {
    await fetch('/session', { method: 'DELETE' });
    setSession({ state: 'signed-out' });
  }, []);
  useEffect(() => {
    const code = takeCode();
    if (viewer && !code) return;
    // Whoever was signed in before may be somebody else.
    setSession({ state: 'checking' });
    void (code ? postSession({ code }) : readSession()).then(setSession);
  }, [viewer]);
  const value = useMemo(
    () => ({ session, actions: { signIn, signOut, expired } }),
    [session, signIn, signOut, expired],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}

export function useSession(): { readonly session: Session; readonly actions: SessionActions } {
  const value = use(SessionContext);
  if (!value) throw new Error('only what is inside of SessionProvider has a session');
  return value;
}

function takeCode(): string | undefined {
  const code = new URLSearchParams(window.location.hash.slice(1)).get('code') ?? undefined;
  if (code) window.history.replaceState(null, '', window.location.pathname + window.location.search);
  return code;
}

async function readSession(): Promise<Session> {
  try {
    const response = await fetch('/session', { headers: { accept: 'application/json' } });
    if (response.status === 401) return { state: 'signed-out' };
    if (!response.ok) return { state: 'signed-out', why: { reason: 'refused', text: await messageOf(response) } };
    const { user, groups } = (await response.json()) as { user: string; groups: string[] };
    return { state: 'signed-in', user, groups };
  } catch {
    return unreachable;
  }
}

async function postSession(secret: object): Promise<Session> {
  try {
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(secret),
    });
    if (response.ok) return await readSession();
    // A used code in an old tab: whoever is signed in already needs none.
    const before = await readSession();
    if (before.state === 'signed-in') return before;
    return { state: 'signed-out', why: { reason: 'refused', text: await messageOf(response) } };
  } catch {
    return unreachable;
  }
}

async function messageOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // Not of the API; what it says is told as it is.
  }
  return text.slice(0, 200) || String(response.status);
}
