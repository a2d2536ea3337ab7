'use client';
// The filter of a list, in the address as `?q=`, with chips for its statuses and a switch that stops the changes.
import { Pause, Play, Search, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { hasTerm, toggleTerm } from '../filter/filter.ts';
import type { Collection, CollectionStatus } from '../live/collection.ts';
import type { LiveRow } from '../live/live-kind.ts';
import { useKey } from '../shell/keyboard.tsx';
import { useUrlState } from '../url-state.ts';
import { Button, IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { StatusShape, type Tone } from './status-mark.tsx';

export interface FilterChip {
  /** The field and value of the filter that the chip sets. */
  readonly field: string;
  readonly value: string;
  readonly label: string;
  readonly tone: Tone;
  readonly count: number;
}

export interface FilterBarProps {
  /** Terms that make sense here: `status:failed node:n3`. */
  readonly example: string;
  readonly status: CollectionStatus;
  readonly shown: number;
  readonly total: number;
  readonly chips?: readonly FilterChip[];
  readonly collection: Collection<LiveRow>;
  readonly isPaused: boolean;
  /** Buttons of the list. */
  readonly children?: ReactNode;
}

export function FilterBar({
  example,
  status,
  shown,
  total,
  chips = [],
  collection,
  isPaused,
  children,
}: FilterBarProps) {
  const t = useTranslations('filter');
  const [{ q, at }] = useUrlState();
  const togglePause = () => (isPaused ? collection.resume() : collection.pause());
  useKey('pause', togglePause);
  return (
    <div className="flex shrink-0 flex-col gap-2 border-b p-2">
      <div className="flex flex-wrap items-center gap-2">
        <FilterInput example={example} />
        <span className="text-muted tabular-nums">
          {isWhole(status) && (q ? t('counts', { shown, total }) : t('total', { total }))}
          {status.state === 'loading' && total > 0 && t('loading')}
        </span>
        <div className="ml-auto flex flex-wrap gap-2">
          {!at && (
            <Button onClick={togglePause} aria-pressed={isPaused}>
              {isPaused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
              <span className="max-md:sr-only">{isPaused ? t('resume') : t('pause')}</span>
            </Button>
          )}
          {children}
        </div>
      </div>
      {chips.length > 0 && <Chips chips={chips} />}
    </div>
  );
}

/** Of a list that is still on its way, or that one may not see, no number is true. */
function isWhole({ state }: CollectionStatus): boolean {
  return state === 'live' || state === 'reconnecting';
}

function FilterInput({ example }: { readonly example: string }) {
  const t = useTranslations('filter');
  const [text, setText] = useTypedText();
  const input = useRef<HTMLInputElement>(null);
  useKey('search', () => input.current?.focus());
  return (
    <div className="relative min-w-0 grow md:max-w-xl">
      <Search size={14} aria-hidden className="absolute top-2 left-2 text-muted" />
      <input
        ref={input}
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && input.current?.blur()}
        placeholder={`${example} ${t('text')}`}
        aria-label={t('label')}
        title={t('grammar')}
        spellCheck={false}
        autoComplete="off"
        className="h-7.5 w-full rounded-md border border-control bg-bg pr-8 pl-7 font-mono text-sm [&::-webkit-search-cancel-button]:hidden"
      />
      {text && (
        <IconButton label={t('clear')} onClick={() => setText('')} className="absolute top-px right-px">
          <X size={14} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

/** The address, and with it the list, follows what is typed when there is time; the letters themselves do not wait. */
function useTypedText(): [string, (text: string) => void] {
  const [{ q }, setUrl] = useUrlState();
  const [text, setText] = useState(q);
  /** What the address has been told and has not shown yet. */
  const told = useRef<string[]>([]);
  useEffect(() => {
    const place = told.current.lastIndexOf(q);
    told.current = told.current.slice(place + 1);
    if (place < 0) {
      told.current = [];
      setText(q);
    }
  }, [q]);
  const type = (next: string) => {
    told.current.push(next);
    setText(next);
    setUrl({ q: next });
  };
  return [text, type];
}

function Chips({ chips }: { readonly chips: readonly FilterChip[] }) {
  const t = useTranslations('filter');
  const [{ q }, setUrl] = useUrlState();
  return (
    <div role="group" aria-label={t('chips')} className="flex gap-1.5 overflow-x-auto">
      {chips.map(({ field, value, label, tone, count }) => {
        const isOn = hasTerm(q, field, value);
        return (
          <button
            key={`${field}:${value}`}
            type="button"
            aria-pressed={isOn}
            onClick={() => setUrl({ q: toggleTerm(q, field, value) })}
            className={classNames(
              'inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full border px-2 text-sm',
              isOn ? 'border-accent bg-selected' : 'hover:bg-inset',
            )}
          >
            <StatusShape tone={tone} />
            {label}
            <span className="text-muted tabular-nums">{count.toLocaleString()}</span>
          </button>
        );
      })}
    </div>
  );
}

/** Says that what is shown is not what is. */
export function PausedBanner({
  isPaused,
  waiting,
  onResume,
}: {
  readonly isPaused: boolean;
  readonly waiting: number;
  onResume(): void;
}) {
  const t = useTranslations('filter');
  if (!isPaused) return null;
  return (
    <div className="flex shrink-0 items-center gap-3 border-b bg-inset px-3 py-1">
      <Pause size={14} aria-hidden />
      {t('paused', { waiting })}
      <Button onClick={onResume}>{t('resume')}</Button>
    </div>
  );
}
