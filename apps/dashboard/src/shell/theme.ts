// Light, dark, or as the system has it.
import { clearCookie, setCookie } from './cookie.ts';

export type Theme = 'light' | 'dark';
export type ThemeChoice = Theme | 'system';
export const themeCookie = 'portolan-theme';

export function isTheme(text: string | undefined): text is Theme {
  return text === 'light' || text === 'dark';
}

export function currentChoice(): ThemeChoice {
  const { theme } = document.documentElement.dataset;
  return isTheme(theme) ? theme : 'system';
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') {
    clearCookie(themeCookie);
    delete document.documentElement.dataset.theme;
  } else {
    setCookie(themeCookie, choice);
    document.documentElement.dataset.theme = choice;
  }
}
