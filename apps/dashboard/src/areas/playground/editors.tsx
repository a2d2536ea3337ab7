'use client';
// What is run: the document above, and one of its variables or headers below.
import { json } from '@codemirror/lang-json';
import type { Extension } from '@codemirror/state';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { CodeEditor } from '../../components/code-editor.tsx';
import { Tabs } from '../../components/tabs.tsx';
import type { DocumentTab } from './documents.ts';

const jsonLanguage = json();

export interface EditorsProps {
  readonly document: DocumentTab;
  readonly language: Extension;
  onChange(change: Partial<Omit<DocumentTab, 'id'>>): void;
}

export function Editors({ document, language, onChange }: EditorsProps) {
  const t = useTranslations('playground');
  const [chosen, setChosen] = useState<string>('variables');
  const editor = (part: 'variables' | 'headers') => (
    <CodeEditor
      key={part}
      label={t(part)}
      text={document[part] ?? ''}
      language={jsonLanguage}
      onChange={(text) => onChange({ [part]: text })}
    />
  );
  const tabs = [
    { id: 'variables', label: t('variables'), render: () => editor('variables') },
    {
      id: 'headers',
      label: t('headers'),
      render: () => (
        <>
          <p className="shrink-0 border-b px-3 py-1 text-sm text-muted">{t('headersHint')}</p>
          {editor('headers')}
        </>
      ),
    },
  ];
  return (
    <div className="flex min-h-0 min-w-0 flex-col max-md:border-b md:border-r">
      <CodeEditor
        label={t('document')}
        text={document.query}
        language={language}
        onChange={(query) => onChange({ query })}
      />
      <div className="flex h-[34%] min-h-28 shrink-0 flex-col border-t">
        <Tabs label={t('document')} tabs={tabs} chosen={chosen} onChoose={setChosen} />
      </div>
    </div>
  );
}
