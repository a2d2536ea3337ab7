import type { ReactNode } from 'react';

/** Above an editor: what there is to say, and buttons. */
export function YamlBar({ note, children }: { readonly note?: string | undefined; readonly children: ReactNode }) {
  return (
    <div className="flex min-h-10 shrink-0 items-center justify-end gap-2 border-b px-3 py-1.5">
      {note && (
        <span role="status" className="mr-auto text-muted">
          {note}
        </span>
      )}
      {children}
    </div>
  );
}
