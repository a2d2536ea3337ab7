'use client';
import { useTranslations } from 'use-intl';
import { Dialog } from '../components/dialog.tsx';
import { keyBindings, keysOf, readKeyChoices, rowKeys, shownKeys } from './key-map.ts';

const groups = ['page', 'go'] as const;

/** What `?` shows. */
export function KeySheet({ onClose }: { onClose(): void }) {
  const t = useTranslations('keys');
  const choices = readKeyChoices();
  return (
    <Dialog title={t('title')} onClose={onClose} className="w-[min(48rem,calc(100vw-2rem))]">
      <div className="grid gap-6 md:grid-cols-3">
        {groups.map((group) => (
          <KeyList
            key={group}
            title={t(`groups.${group}`)}
            keys={keyBindings
              .filter((binding) => binding.group === group)
              .map(({ id }) => [keysOf(id, choices), t(`of.${id}`)] as const)}
          />
        ))}
        <KeyList title={t('groups.rows')} keys={rowKeys.map((keys) => [keys, t(`rows.${keys}`)] as const)} />
      </div>
      {choices.isOff && <p className="mt-4 text-warn">{t('off')}</p>}
    </Dialog>
  );
}

function KeyList({
  title,
  keys,
}: {
  readonly title: string;
  readonly keys: ReadonlyArray<readonly [keys: string, text: string]>;
}) {
  return (
    <section>
      <h3 className="mb-2 font-medium">{title}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1.5">
        {keys.map(([each, text]) => (
          <div key={text} className="contents">
            <dt>
              <kbd className="rounded border bg-inset px-1.5 font-mono text-sm whitespace-nowrap">
                {shownKeys(each)}
              </kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
