'use client';
// An object of the past beside what has become of it.
import { isCode } from '@portolan/client/errors.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import { useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useApi } from '../live/api.tsx';
import { Button } from './button.tsx';
import { CodeEditor } from './code-editor.tsx';
import { FailureState, LoadingState } from './states.tsx';
import { YamlBar } from './yaml-bar.tsx';
import { yamlOf } from './yaml-text.ts';

export interface YamlComparisonProps {
  readonly object: ApiObject;
  readonly kind: string;
  readonly label: string;
  onStop(): void;
}

type Now =
  | { readonly state: 'asking' }
  | { readonly state: 'found'; readonly object: ApiObject }
  | { readonly state: 'gone' }
  | { readonly state: 'failed'; readonly message: string };

export function YamlComparison({ object, kind, label, onStop }: YamlComparisonProps) {
  const t = useTranslations('time');
  const now = useNow(object, kind);
  const [then, text] = useMemo(() => {
    return [yamlOf(object), now.state === 'found' ? yamlOf(now.object) : ''];
  }, [object, now]);
  const isSame = now.state === 'found' && text === then;
  const note = now.state === 'gone' ? t('gone') : isSame ? t('same') : t('comparing');
  return (
    <div className="flex min-h-0 grow flex-col">
      <YamlBar note={now.state === 'asking' ? undefined : note}>
        <Button onClick={onStop}>{t('stopComparing')}</Button>
      </YamlBar>
      {now.state === 'asking' && <LoadingState />}
      {now.state === 'failed' && <FailureState error={{ message: now.message }} />}
      {now.state === 'gone' && <CodeEditor label={label} text={then} isReadOnly />}
      {now.state === 'found' && <CodeEditor label={label} text={text} original={then} isReadOnly />}
    </div>
  );
}

function useNow({ metadata: { name, namespace, uid } }: ApiObject, kind: string): Now {
  const { client } = useApi();
  const [now, setNow] = useState<Now>({ state: 'asking' });
  useEffect(() => {
    let isCurrent = true;
    const read = async (): Promise<Now> => {
      try {
        const object = await client.of<ApiObject>(kind).get({ name, ...(namespace && { namespace }) });
        // Another one of the same name is not what has become of it.
        return object.metadata.uid === uid ? { state: 'found', object } : { state: 'gone' };
      } catch (error) {
        if (isCode(error, 'NOT_FOUND')) return { state: 'gone' };
        return { state: 'failed', message: error instanceof Error ? error.message : String(error) };
      }
    };
    void read().then((next) => isCurrent && setNow(next));
    return () => {
      isCurrent = false;
    };
  }, [client, kind, name, namespace, uid]);
  return now;
}
