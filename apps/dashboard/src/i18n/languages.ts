// The languages the dashboard speaks, and which of them a reader gets.
export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

export const languageNames: Readonly<Record<Language, string>> = { en: 'English', 'zh-CN': '简体中文' };
export const languageCookie = 'portolan-language';

/** What was chosen, else the first language of the browser that there is. */
export function pickLanguage(chosen: string | undefined, accepted: string | null): Language {
  const known = languages.find((each) => each === chosen);
  if (known) return known;
  for (const entry of (accepted ?? '').split(',')) {
    const tag = entry.split(';')[0]?.trim().toLowerCase() ?? '';
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
}
