'use client';
import * as DropdownMenu from '@radix-ui/react-dropdown-menu';
import type { ReactNode } from 'react';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly isChosen?: boolean;
  readonly whyNot?: string | undefined;
  onSelect(): void;
}

/** A button, and the menu it opens. */
export function Menu({
  trigger,
  items,
  label,
}: {
  readonly trigger: ReactNode;
  readonly items: readonly MenuItem[];
  readonly label: string;
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          aria-label={label}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[60dvh] min-w-44 overflow-auto rounded-md border bg-bg p-1 shadow-lg"
        >
          {items.map(({ id, label: text, icon, isChosen, whyNot, onSelect }) => (
            <DropdownMenu.Item
              key={id}
              disabled={whyNot !== undefined}
              title={whyNot}
              onSelect={onSelect}
              className="flex min-h-7 items-center gap-2 rounded px-2 outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-inset"
            >
              {icon}
              <span className="grow">{text}</span>
              {isChosen && <span aria-hidden>✓</span>}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
