'use client';
import { ClipboardCopy } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useKey } from '../shell/keyboard.tsx';
import { Button } from './button.tsx';
import { copyText } from './code.tsx';
import { Menu } from './menu.tsx';
import { showToast } from './toast-store.ts';

/** The same for a terminal, for the API and for a script. */
export interface CopyForms {
  readonly cli?: string;
  readonly curl?: string;
  readonly graphql?: string;
  readonly sdk?: string;
}

const forms = ['cli', 'curl', 'graphql', 'sdk'] as const;

export function CopyAs({ of }: { readonly of: CopyForms }) {
  const t = useTranslations('components');
  const items = forms.flatMap((form) => {
    const text = of[form];
    if (!text) return [];
    const onSelect = () => void copyText(text).then(() => showToast({ tone: 'ok', text: t('copied'), detail: text }));
    return [{ id: form, label: t(`copyAs.${form}`), onSelect }];
  });
  const button = useRef<HTMLButtonElement>(null);
  useKey('copy-as', () => button.current?.click());
  const trigger = (
    <Button ref={button}>
      <ClipboardCopy size={14} aria-hidden />
      {t('copyAs.title')}
    </Button>
  );
  return <Menu trigger={trigger} items={items} label={t('copyAs.title')} />;
}
