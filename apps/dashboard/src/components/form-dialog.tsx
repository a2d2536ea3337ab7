'use client';
import { type ReactNode, useId } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** A dialog that asks for something; Enter in a field is as good as the button. */
export function FormDialog({
  title,
  submit,
  isReady,
  children,
  onSubmit,
  onClose,
}: {
  readonly title: string;
  readonly submit: string;
  /** Whether what stands in the fields can be taken. */
  readonly isReady: boolean;
  readonly children: ReactNode;
  onSubmit(): void;
  onClose(): void;
}) {
  const t = useTranslations('components');
  const form = useId();
  const footer = (
    <>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button look="primary" type="submit" form={form} disabled={!isReady}>
        {submit}
      </Button>
    </>
  );
  return (
    <Dialog title={title} footer={footer} onClose={onClose}>
      <form
        id={form}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReady) return;
          onClose();
          onSubmit();
        }}
      >
        {children}
      </form>
    </Dialog>
  );
}
