'use client';
import { Languages, Moon, Sun, SunMoon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from '../components/button.tsx';
import { Menu } from '../components/menu.tsx';
import { languageNames, languages } from '../i18n/languages.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { chooseTheme, currentChoice, type ThemeChoice } from './theme.ts';

const themes = [
  { choice: 'system', icon: SunMoon },
  { choice: 'light', icon: Sun },
  { choice: 'dark', icon: Moon },
] as const;

export function ThemeButton() {
  const t = useTranslations('shell');
  const [chosen, setChosen] = useState<ThemeChoice>('system');
  useEffect(() => setChosen(currentChoice()), []);
  const Icon = themes.find(({ choice }) => choice === chosen)?.icon ?? SunMoon;
  const items = themes.map(({ choice, icon: Each }) => ({
    id: choice,
    label: t(`themes.${choice}`),
    icon: <Each size={14} aria-hidden />,
    isChosen: choice === chosen,
    onSelect: () => {
      chooseTheme(choice);
      setChosen(choice);
    },
  }));
  const trigger = (
    <IconButton label={t('theme')}>
      <Icon size={16} aria-hidden />
    </IconButton>
  );
  return <Menu trigger={trigger} items={items} label={t('theme')} />;
}

export function LanguageButton() {
  const t = useTranslations('shell');
  const [language, setLanguage] = useLanguage();
  const items = languages.map((each) => ({
    id: each,
    label: languageNames[each],
    isChosen: each === language,
    onSelect: () => setLanguage(each),
  }));
  const trigger = (
    <Button look="quiet" title={t('language')}>
      <Languages size={16} aria-hidden />
      <span className="sr-only">{t('language')}</span>
      {language === 'en' ? 'EN' : '中'}
    </Button>
  );
  return <Menu trigger={trigger} items={items} label={t('language')} />;
}
