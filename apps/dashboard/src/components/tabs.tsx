'use client';
import { type KeyboardEvent, type ReactNode, useEffect, useId } from 'react';
import { classNames } from './class-names.ts';

export interface Tab {
  readonly id: string;
  readonly label: string;
  render(): ReactNode;
}

/** The chosen one belongs to the caller: mostly to the address. */
export function Tabs({
  tabs,
  chosen,
  label,
  onChoose,
}: {
  readonly tabs: readonly Tab[];
  readonly chosen: string;
  readonly label: string;
  onChoose(id: string): void;
}) {
  const base = useId();
  const index = Math.max(
    0,
    tabs.findIndex(({ id }) => id === chosen),
  );
  const current = tabs[index];
  const currentId = current?.id;
  useEffect(() => {
    // On narrow screens not all of them are in sight.
    document.getElementById(`${base}-${currentId}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [base, currentId]);
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = step ? tabs[(index + step + tabs.length) % tabs.length] : undefined;
    if (!next) return;
    event.preventDefault();
    onChoose(next.id);
    document.getElementById(`${base}-${next.id}`)?.focus();
  };
  return (
    <div className="flex min-h-0 grow flex-col">
      <div
        role="tablist"
        aria-label={label}
        onKeyDown={move}
        className="flex shrink-0 gap-1 overflow-x-auto border-b px-3"
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${base}-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab === current}
            aria-controls={`${base}-panel`}
            tabIndex={tab === current ? 0 : -1}
            onClick={() => onChoose(tab.id)}
            className={classNames(
              '-mb-px h-9 shrink-0 border-b-2 px-2.5',
              tab === current ? 'border-accent font-medium' : 'border-transparent text-muted hover:text-text',
            )}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div
        id={`${base}-panel`}
        role="tabpanel"
        aria-labelledby={`${base}-${current?.id ?? ''}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel may hold nothing that takes the focus.
        tabIndex={0}
        className="flex min-h-0 grow flex-col overflow-auto focus-visible:outline-offset-[-2px]"
      >
        {current?.render()}
      </div>
    </div>
  );
}
