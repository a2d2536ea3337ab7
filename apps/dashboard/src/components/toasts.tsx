'use client';
import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from './button.tsx';
import { StatusShape } from './status-mark.tsx';
import { hideToast, readToasts, subscribeToasts, type Toast } from './toast-store.ts';

const noToasts: readonly Toast[] = [];
const mostShown = 4;

export function Toasts() {
  const t = useTranslations('components');
  const shown = useSyncExternalStore(subscribeToasts, readToasts, () => noToasts)
    .filter(({ isShown }) => isShown)
    .slice(-mostShown);
  return (
    <section aria-label={t('messages')} className="fixed right-3 bottom-16 z-50 md:bottom-3">
      <ul aria-live="polite" className="flex w-[min(26rem,calc(100vw-1.5rem))] flex-col gap-2">
        {shown.map((toast) => (
          <li key={toast.id} className="flex items-start gap-2 rounded-md border bg-raised p-2.5 shadow-lg">
            <StatusShape tone={toast.tone} className="mt-1" />
            <div className="min-w-0 grow">
              <p className="break-words">{toast.text}</p>
              {toast.detail && <p className="mt-0.5 text-sm break-words text-muted">{toast.detail}</p>}
            </div>
            {toast.action && <Button onClick={toast.action.run}>{toast.action.label}</Button>}
            <IconButton label={t('close')} onClick={() => hideToast(toast.id)}>
              <X size={14} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
