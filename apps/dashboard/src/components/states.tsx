'use client';
import type { ApiError } from '@portolan/client/errors.ts';
// What stands where data would stand.
import { type ReactNode, useEffect, useState } from 'react';
import type { CombinedError } from 'urql';
import { useTranslations } from 'use-intl';
import type { CollectionStatus } from '../live/collection.ts';
import { Button } from './button.tsx';
import { Code } from './code.tsx';
import { StatusMark } from './status-mark.tsx';

/** One sentence, one command, and what else can be done. */
export function EmptyState({
  text,
  command,
  children,
}: {
  readonly text: string;
  readonly command?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="m-auto flex max-w-md flex-col gap-3 p-8 text-center">
      <p className="text-muted">{text}</p>
      {command && <Code text={command} className="text-left" />}
      {children}
    </div>
  );
}

const patienceMs = 150;

/** Nothing for a moment, then grey bars; never over data. */
export function LoadingState({ rows = 8 }: { readonly rows?: number }) {
  const t = useTranslations('states');
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-label={t('loading')} className="grow p-3">
      {isLate &&
        Array.from({ length: rows }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars are alike.
          <div key={index} className="mb-2 h-6 animate-pulse rounded bg-inset" />
        ))}
    </div>
  );
}

export interface Failure {
  readonly message: string;
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
}

function ErrorState({ error, onRetry }: { readonly error: Failure; onRetry?: (() => void) | undefined }) {
  const t = useTranslations('states');
  return (
    <div role="alert" className="m-auto flex w-full max-w-lg flex-col gap-3 p-6">
      <StatusMark tone="bad" word={t('failed')} />
      <p className="break-words">{error.message}</p>
      <Code text={JSON.stringify(error, undefined, 2)} />
      {onRetry && (
        <Button onClick={onRetry} className="self-start">
          {t('retry')}
        </Button>
      )}
    </div>
  );
}

function ForbiddenState({ message }: { readonly message: string }) {
  const t = useTranslations('states');
  return (
    <div role="alert" className="m-auto flex max-w-lg flex-col gap-3 p-6">
      <StatusMark tone="warn" word={t('forbidden')} />
      <p className="break-words">{message}</p>
      <p className="text-muted">{t('forbiddenHelp')}</p>
    </div>
  );
}

/** Why a question has no answer to show: nothing came, or what came leaves out what may not be seen. */
export function failureOf({
  data,
  error,
}: {
  readonly data?: unknown;
  readonly error?: CombinedError | undefined;
}): Failure | undefined {
  const code = error?.graphQLErrors[0]?.extensions?.code;
  if (!error || (data && code !== forbidden)) return undefined;
  return {
    message: error.graphQLErrors[0]?.message ?? error.message,
    code: typeof code === 'string' ? code : undefined,
  };
}

/** The state a live list is in, or `children` when there is something to show. */
export function LiveState({
  status,
  isEmpty,
  empty,
  onRetry,
  children,
}: {
  readonly status: CollectionStatus;
  readonly isEmpty: boolean;
  readonly empty: ReactNode;
  onRetry(): void;
  readonly children: ReactNode;
}) {
  if (status.state === 'refused') return <RefusedState error={status.error} onRetry={onRetry} />;
  if (!isEmpty) return children;
  return status.state === 'loading' ? <LoadingState /> : empty;
}

const forbidden = 'FORBIDDEN';

export function FailureState({
  error,
  onRetry,
}: {
  readonly error: Failure;
  readonly onRetry?: (() => void) | undefined;
}) {
  return error.code === forbidden ? (
    <ForbiddenState message={error.message} />
  ) : (
    <ErrorState error={error} onRetry={onRetry} />
  );
}

export function RefusedState({ error: { code, message }, onRetry }: { readonly error: ApiError; onRetry(): void }) {
  return <FailureState error={{ code, message }} onRetry={onRetry} />;
}
