'use client';
import { useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import type { WhatIf } from './scheduling.ts';

export interface WhatIfFormProps {
  readonly whatIf: WhatIf;
  readonly isAsItIs: boolean;
  onChange(next: WhatIf): void;
  onReset(): void;
}

/** Asks about a pod that differs; nothing is changed by it. */
export function WhatIfForm({ whatIf, isAsItIs, onChange, onReset }: WhatIfFormProps) {
  const t = useTranslations('why.whatIf');
  return (
    <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border bg-raised px-3 py-2">
      <legend className="sr-only">{t('title')}</legend>
      <span className="font-medium">{t('title')}</span>
      {(['cpu', 'memory'] as const).map((resource) => (
        <label key={resource} className="flex items-center gap-1.5">
          {t(resource)}
          <input
            value={whatIf[resource]}
            placeholder={resource === 'cpu' ? '500m' : '64Mi'}
            onChange={(event) => onChange({ ...whatIf, [resource]: event.target.value.trim() })}
            className="h-7 w-20 rounded-md border border-control bg-bg px-2"
          />
        </label>
      ))}
      {(['toleratesAll', 'goesAnywhere'] as const).map((choice) => (
        <label key={choice} className="flex items-center gap-1.5">
          <input
            type="checkbox"
            checked={whatIf[choice]}
            onChange={(event) => onChange({ ...whatIf, [choice]: event.target.checked })}
            className="accent-accent"
          />
          {t(choice)}
        </label>
      ))}
      {!isAsItIs && <Button onClick={onReset}>{t('reset')}</Button>}
    </fieldset>
  );
}
