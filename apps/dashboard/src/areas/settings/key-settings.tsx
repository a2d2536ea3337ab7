'use client';
// The keys of the whole page: each can be bound anew, and all can be turned off.
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import {
  conflictOf,
  type KeyChoices,
  type KeyId,
  keyBindings,
  keysOf,
  pressedKey,
  readKeyChoices,
  saveKeyChoices,
  shownKeys,
} from '../../shell/key-map.ts';

export function KeySettings() {
  const t = useTranslations('settings.keys');
  const texts = useTranslations('keys.of');
  const [choices, setChoices] = useState<KeyChoices>({ isOff: false, keys: {} });
  useEffect(() => setChoices(readKeyChoices()), []);
  const change = (next: KeyChoices) => {
    saveKeyChoices(next);
    setChoices(next);
  };
  return (
    <>
      <label className="inline-flex min-h-6 items-center gap-1.5">
        <input
          type="checkbox"
          checked={!choices.isOff}
          onChange={(event) => change({ ...choices, isOff: !event.target.checked })}
          className="size-4 accent-accent"
        />
        {t('on')}
      </label>
      <ul className="grid max-w-3xl gap-x-10 gap-y-1.5 md:grid-cols-2">
        {keyBindings.map(({ id }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-3">
            <span>{texts(id)}</span>
            <KeyInput
              id={id}
              label={t('keyOf', { what: texts(id) })}
              choices={choices}
              onChange={(keys) => change({ ...choices, keys: { ...choices.keys, [id]: keys } })}
            />
          </li>
        ))}
      </ul>
      <Button className="self-start" onClick={() => change({ isOff: false, keys: {} })}>
        {t('reset')}
      </Button>
    </>
  );
}

function KeyInput({
  id,
  label,
  choices,
  onChange,
}: {
  readonly id: KeyId;
  readonly label: string;
  readonly choices: KeyChoices;
  onChange(keys: string): void;
}) {
  const t = useTranslations('settings.keys');
  const texts = useTranslations('keys.of');
  const conflict = conflictOf(id, choices);
  const others = [...(conflict?.ids.map((other) => texts(other)) ?? []), ...(conflict?.rowKey ? [t('ofRows')] : [])];
  const noteId = `conflict-${id}`;
  const take = (event: KeyboardEvent) => {
    if (['Tab', 'Shift', 'Control', 'Meta', 'Alt', 'Escape'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(pressedKey(event.nativeEvent));
  };
  return (
    <>
      <input
        aria-label={label}
        aria-describedby={conflict && noteId}
        value={shownKeys(keysOf(id, choices))}
        readOnly
        onKeyDown={take}
        className={classNames(
          'h-7 w-24 rounded-md border bg-bg px-2 text-center font-mono text-sm',
          conflict ? 'border-warn' : 'border-control',
        )}
      />
      {conflict && (
        <p id={noteId} role="status" className="w-full text-right text-sm text-warn">
          {t('conflict', { others: others.join(', ') })}
        </p>
      )}
    </>
  );
}
