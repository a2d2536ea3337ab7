import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type ButtonLook = 'plain' | 'primary' | 'danger' | 'quiet';

const looks: Readonly<Record<ButtonLook, string>> = {
  plain: 'border border-control bg-raised hover:bg-inset',
  primary: 'bg-accent text-on-accent hover:opacity-90',
  danger: 'border border-bad text-bad hover:bg-bad hover:text-bg',
  quiet: 'hover:bg-inset',
};

const shape =
  'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2.5 font-medium whitespace-nowrap ' +
  'disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50';

export interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: ButtonLook;
  /** Why it cannot be used; it stays reachable, so that the reason can be read. */
  readonly whyNot?: string | undefined;
}

export function Button({ look = 'plain', className, whyNot, onClick, title, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={classNames(shape, looks[look], className)}
      title={whyNot ?? title}
      aria-disabled={whyNot ? true : undefined}
      onClick={whyNot ? (event) => event.preventDefault() : onClick}
    />
  );
}

/** A button that shows only a picture; its label is for readers of screens and for the pointer that waits. */
export function IconButton({
  label,
  children,
  look = 'quiet',
  className,
  ...rest
}: ButtonProps & { readonly label: string; readonly children: ReactNode }) {
  return (
    <Button
      {...rest}
      look={look}
      aria-label={label}
      title={rest.title ?? label}
      className={classNames('min-w-7 justify-center px-1.5', className)}
    >
      {children}
    </Button>
  );
}
