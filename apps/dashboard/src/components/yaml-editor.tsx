'use client';
// An object as YAML: looked at, edited, and seen as the server would store it before it is saved. Loaded when it is looked at.
//
//   looking ──edit──▶ editing ──review──▶ reviewing ──apply──▶ looking
//      ▲                 │   ◀──back───────────┘
//      └────discard──────┘
import type { ApiObject } from '@portolan/client/objects.ts';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useWhyNot } from '../actions/use-access.ts';
import { useRun } from '../actions/use-run.ts';
import { useApi } from '../live/api.tsx';
import { useUrlState } from '../url-state.ts';
import { Button } from './button.tsx';
import { CopyButton } from './code.tsx';
import { CodeEditor } from './code-editor.tsx';
import { YamlBar as Bar } from './yaml-bar.tsx';
import { YamlComparison } from './yaml-comparison.tsx';
import { yamlCompletion } from './yaml-completion.ts';
import { editableYamlOf, objectOf, yamlOf } from './yaml-text.ts';

export interface YamlEditorProps {
  readonly object: ApiObject;
  /** `Pod`, `Deployment.apps`. */
  readonly kind: string;
}

type Step =
  | { readonly step: 'looking' }
  | { readonly step: 'editing'; readonly original: string; readonly text: string; readonly refusal?: string }
  | { readonly step: 'reviewing'; readonly original: string; readonly text: string; readonly result: string };

export function YamlEditor({ object, kind }: YamlEditorProps) {
  const [step, setStep] = useState<Step>({ step: 'looking' });
  const steps = { object, kind, label: useTranslations('pods.yaml')('label', { name: object.metadata.name }), setStep };
  if (step.step === 'looking') return <Looking {...steps} />;
  if (step.step === 'reviewing') return <Reviewing {...steps} {...step} />;
  return <Editing {...steps} {...step} />;
}

interface StepProps extends YamlEditorProps {
  readonly label: string;
  setStep(step: Step): void;
}

function useUpdateAccess({ object: { metadata }, kind }: YamlEditorProps): string | undefined {
  return useWhyNot({ verb: 'update', kind, ...(metadata.namespace && { namespace: metadata.namespace }) });
}

function Looking(props: StepProps) {
  const t = useTranslations('pods.yaml');
  const time = useTranslations('time');
  const [{ at }] = useUrlState();
  const [isComparing, setComparing] = useState(false);
  const { object, label, setStep } = props;
  const whyNot = useUpdateAccess(props);
  const text = useMemo(() => yamlOf(object), [object]);
  const edit = () => {
    const original = editableYamlOf(object);
    setStep({ step: 'editing', original, text: original });
  };
  if (at && isComparing) return <YamlComparison {...props} onStop={() => setComparing(false)} />;
  return (
    <div className="flex min-h-0 grow flex-col">
      <Bar>
        {at && <Button onClick={() => setComparing(true)}>{time('compare')}</Button>}
        <Button whyNot={whyNot} className="max-md:hidden" onClick={edit}>
          {t('edit')}
        </Button>
        <CopyButton text={text} />
      </Bar>
      <CodeEditor label={label} text={text} isReadOnly />
    </div>
  );
}

function Editing(props: StepProps & Extract<Step, { readonly step: 'editing' }>) {
  const { object, kind, label, original, text, refusal, setStep } = props;
  const t = useTranslations('pods.yaml');
  const { client } = useApi();
  const whyNot = useUpdateAccess(props);
  const completion = useMemo(() => yamlCompletion(client, kind), [client, kind]);
  const hasChanged = useMemo(() => editableYamlOf(object) !== original, [object, original]);
  const review = async () => {
    try {
      const { object: result } = await client.of(kind).update(objectOf(text), { dryRun: true });
      setStep({ step: 'reviewing', original, text, result: editableYamlOf(result) });
    } catch (error) {
      setStep({ step: 'editing', original, text, refusal: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <div className="flex min-h-0 grow flex-col">
      <Bar note={hasChanged ? t('conflict') : undefined}>
        <Button onClick={() => setStep({ step: 'looking' })}>{t('discard')}</Button>
        <Button look="primary" whyNot={whyNot} onClick={() => void review()}>
          {t('review')}
        </Button>
      </Bar>
      {refusal && (
        <p role="alert" className="shrink-0 border-b px-3 py-1.5 break-words text-bad">
          {refusal}
        </p>
      )}
      <CodeEditor
        label={label}
        text={text}
        completion={completion}
        onChange={(next) => setStep({ step: 'editing', original, text: next })}
      />
    </div>
  );
}

function Reviewing({
  object,
  kind,
  label,
  original,
  text,
  result,
  setStep,
}: StepProps & Extract<Step, { readonly step: 'reviewing' }>) {
  const t = useTranslations('pods.yaml');
  const { client } = useApi();
  const run = useRun();
  const { name } = object.metadata;
  const isSame = result === original;
  const apply = async () => {
    const perform = async () => {
      await client.of(kind).update(objectOf(text), { reason: 'edited in the dashboard' });
      return undefined;
    };
    if (await run({ begun: t('saving', { name }), done: t('saved', { name }), perform })) setStep({ step: 'looking' });
  };
  return (
    <div className="flex min-h-0 grow flex-col">
      <Bar note={isSame ? t('unchanged') : t('valid')}>
        <Button onClick={() => setStep({ step: 'editing', original, text })}>{t('edit')}</Button>
        <Button look="primary" disabled={isSame} onClick={() => void apply()}>
          {t('apply')}
        </Button>
      </Bar>
      <CodeEditor label={label} text={result} original={original} isReadOnly />
    </div>
  );
}
