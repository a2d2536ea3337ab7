'use client';
// For what is painted by script, and does not follow the colours of the document by itself.
import { useSyncExternalStore } from 'react';
import { isTheme, type Theme } from './theme.ts';

const darkSystem = '(prefers-color-scheme: dark)';

export function useShownTheme(): Theme {
  return useSyncExternalStore(subscribe, shownTheme, () => 'light');
}

function shownTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  if (isTheme(theme)) return theme;
  return window.matchMedia(darkSystem).matches ? 'dark' : 'light';
}

function subscribe(tell: () => void): () => void {
  const system = window.matchMedia(darkSystem);
  const choice = new MutationObserver(tell);
  system.addEventListener('change', tell);
  choice.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    system.removeEventListener('change', tell);
    choice.disconnect();
  };
}
