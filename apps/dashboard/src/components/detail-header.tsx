import type { ReactNode } from 'react';
import { objectNameAttribute } from '../shell/object-buttons.ts';

/** The head of every detail: name, state, actions. */
export function DetailHeader({
  title,
  subtitle,
  mark,
  children,
}: {
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly mark?: ReactNode;
  /** Buttons. */
  readonly children?: ReactNode;
}) {
  return (
    <div {...{ [objectNameAttribute]: title }} className="flex shrink-0 flex-col gap-2 p-3">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 pr-17">
        <h1 className="text-lg font-semibold break-all">{title}</h1>
        {mark}
        {subtitle && <div className="basis-full text-muted">{subtitle}</div>}
      </div>
      {children && <div className="flex flex-wrap gap-2">{children}</div>}
    </div>
  );
}

/** Name and value, one pair a line on narrow screens. */
export function Facts({ facts }: { readonly facts: ReadonlyArray<readonly [name: string, value: ReactNode]> }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 md:grid-cols-[auto_1fr_auto_1fr]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-2 border-t p-3">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}
