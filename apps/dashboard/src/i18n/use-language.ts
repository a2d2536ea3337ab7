'use client';
import { useRouter } from 'next/navigation';
import { useLocale } from 'use-intl';
import { setCookie } from '../shell/cookie.ts';
import { type Language, languageCookie } from './languages.ts';

/** The language of the page, and how to change it. */
export function useLanguage(): [Language, (language: Language) => void] {
  const router = useRouter();
  const language = useLocale() as Language;
  const change = (next: Language) => {
    setCookie(languageCookie, next);
    document.documentElement.lang = next;
    router.refresh();
  };
  return [language, change];
}
