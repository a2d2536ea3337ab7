// What every page stands in. Theme and language come from cookies, so that the first paint is right already.
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './globals.css';
import type { Metadata } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { languageCookie, pickLanguage } from '../i18n/languages.ts';
import { messagesOf } from '../i18n/messages.ts';
import { readViewer, viewerHeader } from '../session/viewer.ts';
import { Frame } from '../shell/frame.tsx';
import { isTheme, themeCookie } from '../shell/theme.ts';

export const metadata: Metadata = { title: { default: 'Portolan', template: '%s · Portolan' } };

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const jar = await cookies();
  const given = await headers();
  const language = pickLanguage(jar.get(languageCookie)?.value, given.get('accept-language'));
  const theme = jar.get(themeCookie)?.value;
  return (
    <html lang={language} {...(isTheme(theme) && { 'data-theme': theme })} suppressHydrationWarning>
      <body>
        <Frame
          language={language}
          messages={messagesOf(language)}
          nonce={given.get('x-nonce') ?? ''}
          viewer={readViewer(given.get(viewerHeader))}
        >
          {children}
        </Frame>
      </body>
    </html>
  );
}
