'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../components/button.tsx';
import { Code } from '../components/code.tsx';
import { LanguageButton, ThemeButton } from '../shell/preference-buttons.tsx';
import { type SignInFailure, useSession } from './session.tsx';

/** Asked once: afterwards the browser has a cookie. */
export function SignIn({ why }: { readonly why: SignInFailure | undefined }) {
  const t = useTranslations('session');
  const { actions } = useSession();
  const [secret, setSecret] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    await actions.signIn(secret.trim());
    setSecret('');
    setBusy(false);
  };
  return (
    <main className="flex min-h-full flex-col items-center justify-center gap-6 p-4">
      <div className="w-full max-w-md rounded-lg border bg-raised p-6 shadow-sm">
        <h1 className="text-xl font-semibold">{t('title')}</h1>
        <p className="mt-2 text-muted">{t('explanation')}</p>
        <form onSubmit={submit} className="mt-5 flex flex-col gap-2">
          <label htmlFor="secret" className="font-medium">
            {t('secret')}
          </label>
          <input
            id="secret"
            type="password"
            autoComplete="off"
            autoFocus
            required
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
            aria-describedby={why ? 'sign-in-error' : undefined}
            className="h-9 rounded-md border border-control bg-bg px-3 font-mono"
          />
          {why && (
            <p id="sign-in-error" role="alert" className="text-bad">
              {why.reason === 'refused' ? why.text : t(why.reason)}
            </p>
          )}
          <Button type="submit" look="primary" disabled={isBusy} className="mt-2 h-9 justify-center">
            {t('signIn')}
          </Button>
        </form>
        <p className="mt-5 text-muted">{t('where')}</p>
        <Code text="npm run up" className="mt-1" />
      </div>
      <div className="flex gap-2">
        <ThemeButton />
        <LanguageButton />
      </div>
    </main>
  );
}
