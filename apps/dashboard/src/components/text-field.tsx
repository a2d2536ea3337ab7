import { type ComponentProps, useId } from 'react';
import { classNames } from './class-names.ts';

/** A field of a form, under its name. */
export function TextField({ label, className, ...rest }: ComponentProps<'input'> & { readonly label: string }) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-muted">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        className={classNames('h-8 min-w-0 rounded-md border border-control bg-bg px-2', className)}
      />
    </div>
  );
}
