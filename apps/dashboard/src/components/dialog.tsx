'use client';
// A modal dialog: the browser's own, which keeps the focus inside and the page behind still.
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from './button.tsx';
import { classNames } from './class-names.ts';

export interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Buttons at the end. */
  readonly footer?: ReactNode;
  readonly className?: string;
  /** Without a visible heading: the content has one of its own. */
  readonly isBare?: boolean;
  onClose(): void;
}

export function Dialog({ title, children, footer, className, isBare = false, onClose }: DialogProps) {
  const t = useTranslations('components');
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it; the keyboard has Escape.
    <dialog
      ref={element}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === element.current && onClose()}
      className={classNames(
        'm-auto max-h-[85dvh] w-[min(36rem,calc(100vw-2rem))] overflow-hidden rounded-lg border bg-bg p-0 shadow-xl',
        className,
      )}
    >
      <div className="flex max-h-[85dvh] flex-col">
        <div className={isBare ? 'sr-only' : 'flex items-center justify-between gap-2 border-b px-4 py-2'}>
          <h2 id={heading} className="font-semibold">
            {title}
          </h2>
          <IconButton label={t('close')} onClick={onClose}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
        {isBare ? <div className="min-h-0 overflow-auto">{children}</div> : <Body heading={heading}>{children}</Body>}
        {footer && <div className="flex flex-wrap justify-end gap-2 border-t bg-raised px-4 py-2">{footer}</div>}
      </div>
    </dialog>
  );
}

function Body({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard.
    <section tabIndex={0} aria-labelledby={heading} className="min-h-0 overflow-auto p-4 outline-offset-[-2px]">
      {children}
    </section>
  );
}

export interface ConfirmProps {
  readonly title: string;
  readonly question: ReactNode;
  /** What it is about, one line each. */
  readonly subjects: readonly string[];
  readonly confirm: string;
  readonly isDangerous?: boolean;
  onConfirm(): void;
  onClose(): void;
}

export function ConfirmDialog(props: ConfirmProps) {
  const { title, question, subjects, confirm, isDangerous = false, onConfirm, onClose } = props;
  const t = useTranslations('components');
  const footer = (
    <>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button
        look={isDangerous ? 'danger' : 'primary'}
        autoFocus
        onClick={() => {
          onClose();
          onConfirm();
        }}
      >
        {confirm}
      </Button>
    </>
  );
  return (
    <Dialog title={title} footer={footer} onClose={onClose}>
      <p>{question}</p>
      <ul className="mt-3 rounded-md border bg-raised p-2 font-mono text-sm">
        {subjects.map((subject) => (
          <li key={subject}>{subject}</li>
        ))}
      </ul>
    </Dialog>
  );
}
