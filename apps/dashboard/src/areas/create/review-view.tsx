'use client';
import { useTranslations } from 'use-intl';
import { StatusMark, type Tone } from '../../components/status-mark.tsx';
import type { Problem, Review, ReviewedObject } from './review.ts';

const tones: Readonly<Record<ReviewedObject['outcome'], Tone>> = {
  CREATED: 'ok',
  CONFIGURED: 'info',
  UNCHANGED: 'muted',
  DELETED: 'warn',
  TERMINATING: 'warn',
  REFUSED: 'bad',
};

export function ReviewView({ review: { objects, isGood, problem } }: { readonly review: Review }) {
  const t = useTranslations('create');
  return (
    <section aria-label={t('review')} aria-live="polite" className="mt-3 flex flex-col gap-2">
      <StatusMark tone={isGood ? 'ok' : 'bad'} word={isGood ? t('good') : t('bad')} />
      {problem && <ProblemLine problem={problem} />}
      {objects.length > 0 && (
        <ul className="rounded-md border">
          {objects.map((object) => (
            <li key={`${object.line} ${object.kind} ${object.name}`} className="border-b px-3 py-1.5 last:border-b-0">
              <div className="flex flex-wrap items-baseline gap-x-3">
                <StatusMark tone={tones[object.outcome]} word={t(`outcomes.${object.outcome}`)} />
                <span className="font-mono text-sm break-all">
                  {object.kind}/{object.name}
                </span>
                {object.namespace && <span className="text-sm text-muted">{object.namespace}</span>}
                <span className="ml-auto text-sm text-muted">{t('line', { line: object.line })}</span>
              </div>
              {object.problems.map((each) => (
                <ProblemLine key={`${each.line} ${each.text}`} problem={each} />
              ))}
              {object.warnings.map((warning) => (
                <p key={warning} className="text-sm break-words text-warn">
                  {warning}
                </p>
              ))}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ProblemLine({ problem: { line, text } }: { readonly problem: Problem }) {
  const t = useTranslations('create');
  return (
    <p role="alert" className="text-sm break-words text-bad">
      {t('line', { line })}: {text}
    </p>
  );
}
