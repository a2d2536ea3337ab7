'use client';
// What this browser shows and how: theme, language, keys; and who is signed in.
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import { Facts, Section } from '../../components/detail-header.tsx';
import { languageNames, languages } from '../../i18n/languages.ts';
import { useLanguage } from '../../i18n/use-language.ts';
import { useSession } from '../../session/session.tsx';
import { chooseTheme, currentChoice, type ThemeChoice } from '../../shell/theme.ts';
import { KeySettings } from './key-settings.tsx';

const themes: readonly ThemeChoice[] = ['system', 'light', 'dark'];

export function SettingsPage() {
  const t = useTranslations('settings');
  return (
    <div className="min-h-0 grow overflow-auto">
      <h1 className="p-3 text-lg font-semibold">{t('title')}</h1>
      <Section title={t('appearance')}>
        <ThemeChoices />
        <LanguageChoices />
      </Section>
      <Section title={t('keys.title')}>
        <KeySettings />
      </Section>
      <Section title={t('session')}>
        <SessionFacts />
      </Section>
    </div>
  );
}

function ThemeChoices() {
  const t = useTranslations('shell');
  const [chosen, setChosen] = useState<ThemeChoice>('system');
  useEffect(() => setChosen(currentChoice()), []);
  return (
    <Choices
      legend={t('theme')}
      name="theme"
      chosen={chosen}
      choices={themes.map((value) => ({ value, label: t(`themes.${value}`) }))}
      onChoose={(value) => {
        chooseTheme(value);
        setChosen(value);
      }}
    />
  );
}

function LanguageChoices() {
  const t = useTranslations('shell');
  const [language, setLanguage] = useLanguage();
  return (
    <Choices
      legend={t('language')}
      name="language"
      chosen={language}
      choices={languages.map((value) => ({ value, label: languageNames[value] }))}
      onChoose={setLanguage}
    />
  );
}

function Choices<Value extends string>({
  legend,
  name,
  chosen,
  choices,
  onChoose,
}: {
  readonly legend: string;
  readonly name: string;
  readonly chosen: Value;
  readonly choices: ReadonlyArray<{ readonly value: Value; readonly label: string }>;
  onChoose(value: Value): void;
}) {
  return (
    <fieldset className="flex flex-wrap gap-4">
      <legend className="mb-1 text-muted">{legend}</legend>
      {choices.map(({ value, label }) => (
        <label key={value} className="inline-flex min-h-6 items-center gap-1.5">
          <input
            type="radio"
            name={name}
            checked={value === chosen}
            onChange={() => onChoose(value)}
            className="size-4 accent-accent"
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function SessionFacts() {
  const t = useTranslations('settings');
  const { session, actions } = useSession();
  if (session.state !== 'signed-in') return null;
  const { user, groups } = session;
  return (
    <>
      <Facts
        facts={[
          [t('user'), user],
          [t('groups'), groups.join(', ') || '–'],
        ]}
      />
      <Button className="self-start" onClick={() => void actions.signOut()}>
        {t('signOut')}
      </Button>
    </>
  );
}
