'use client';
// The entries of a ConfigMap or a Secret. Those of a Secret are hidden until they are asked for.
import type { ApiObject } from '@portolan/client/objects.ts';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import { Code } from '../../components/code.tsx';
import { Section } from '../../components/detail-header.tsx';

type Texts = Readonly<Record<string, string>>;

export function Entries({ kind, object }: { readonly kind: string; readonly object: ApiObject }) {
  const t = useTranslations('objects.entries');
  if (kind !== 'ConfigMap' && kind !== 'Secret') return null;
  const { data, binaryData } = object as ApiObject & Readonly<Partial<Record<'data' | 'binaryData', Texts>>>;
  const entries = Object.entries({ ...data, ...binaryData });
  return (
    <Section title={t('title')}>
      {entries.length === 0 && <p className="text-muted">{t('none')}</p>}
      {entries.map(([key, value]) =>
        kind === 'Secret' ? (
          <HiddenEntry key={key} name={key} value={value} />
        ) : (
          <Entry key={key} name={key} value={value} />
        ),
      )}
    </Section>
  );
}

function Entry({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="flex flex-col gap-1">
      <h3 className="font-mono text-sm font-medium break-all">{name}</h3>
      <Code text={value} />
    </div>
  );
}

function HiddenEntry({ name, value }: { readonly name: string; readonly value: string }) {
  const t = useTranslations('objects.entries');
  const [isShown, setShown] = useState(false);
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center gap-2">
        <h3 className="font-mono text-sm font-medium break-all">{name}</h3>
        <Button aria-label={t(isShown ? 'hideOf' : 'showOf', { name })} onClick={() => setShown(!isShown)}>
          {isShown ? <EyeOff size={14} aria-hidden /> : <Eye size={14} aria-hidden />}
          {t(isShown ? 'hide' : 'show')}
        </Button>
      </div>
      {isShown && <Code text={decode(value)} />}
    </div>
  );
}

/** Bytes that are no text are shown as they travel. */
function decode(base64: string): string {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return base64;
  }
}
