'use client';
// Objects from manifests that are pasted or written: what they would do is shown before they do it, all of them together.
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRun } from '../../actions/use-run.ts';
import { Button } from '../../components/button.tsx';
import { CodeEditor } from '../../components/code-editor.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useApi } from '../../live/api.tsx';
import { useUrlState } from '../../url-state.ts';
import { manifestCompletion } from './manifest-completion.ts';
import { type Review, review } from './review.ts';
import { ReviewView } from './review-view.tsx';

/** What was written stays while one looks something up elsewhere. */
let draft = '';

type Checked =
  | { readonly state: 'unchecked' }
  | { readonly state: 'checking' }
  | { readonly state: 'checked'; readonly review: Review };

export function CreateDialog({ onClose }: { onClose(): void }) {
  const t = useTranslations('create');
  const { client } = useApi();
  const [{ ns, at }] = useUrlState();
  const past = useTranslations('actions')('past');
  const run = useRun();
  const completion = useMemo(() => manifestCompletion(client), [client]);
  const [text, setText] = useState(draft);
  const [checked, setChecked] = useState<Checked>({ state: 'unchecked' });
  const change = (next: string) => {
    draft = next;
    setText(next);
    setChecked({ state: 'unchecked' });
  };
  const check = async () => {
    setChecked({ state: 'checking' });
    const result = await review(client, text, ns);
    // Somebody may have written on meanwhile.
    setChecked((before) =>
      before.state === 'checking' && draft === text ? { state: 'checked', review: result } : before,
    );
  };
  const apply = async (count: number) => {
    const perform = async () => {
      await client.apply(text, { reason: 'created in the dashboard', ...(ns && { namespace: ns }) });
      return undefined;
    };
    onClose();
    if (await run({ begun: t('applying', { count }), done: t('applied', { count }), perform })) draft = '';
  };
  const good = checked.state === 'checked' && checked.review.isGood ? checked.review : undefined;
  const footer = (
    <>
      <p className="mr-auto self-center text-sm text-muted">{t('namespace', { namespace: ns || 'default' })}</p>
      <Button
        look={good ? 'plain' : 'primary'}
        disabled={!text.trim() || checked.state === 'checking'}
        onClick={() => void check()}
      >
        {checked.state === 'checking' ? t('checking') : t('check')}
      </Button>
      <Button
        look="primary"
        whyNot={at ? past : good ? undefined : t('checkFirst')}
        onClick={() => good && void apply(good.objects.length)}
      >
        {t('apply')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('title')} footer={footer} className="w-[min(56rem,calc(100vw-1rem))]" onClose={onClose}>
      <p className="mb-2 text-muted">{t('hint')}</p>
      <div className="flex h-[38dvh] flex-col overflow-hidden rounded-md border">
        <CodeEditor label={t('manifests')} text={text} completion={completion} onChange={change} />
      </div>
      {checked.state === 'checked' && <ReviewView review={checked.review} />}
    </Dialog>
  );
}
