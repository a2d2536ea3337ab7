'use client';
// A button, and the menu it opens: the browser's own popover, which stands over everything and goes when one clicks beside it.
import {
  type ComponentProps,
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { classNames } from './class-names.ts';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly isChosen?: boolean;
  /** One of several that are on or off: the menu stays open. */
  readonly isToggle?: boolean;
  readonly whyNot?: string | undefined;
  onSelect(): void;
}

export interface MenuProps {
  readonly trigger: ReactElement<ComponentProps<'button'>>;
  readonly items: readonly MenuItem[];
  readonly label: string;
}

export function Menu({ trigger, items, label }: MenuProps) {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  useLayoutEffect(() => {
    const opener = document.querySelector(`[popovertarget="${CSS.escape(id)}"]`);
    if (!isOpen || !panel.current || !opener) return;
    place(panel.current, opener.getBoundingClientRect());
    focusItem(panel.current, 0);
  }, [isOpen, id]);
  return (
    <>
      {cloneElement(trigger, { popoverTarget: id, 'aria-haspopup': 'menu' })}
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        onToggle={({ newState }) => setOpen(newState === 'open')}
        onKeyDown={(event) => moveFocus(event, panel.current)}
        className="m-0 max-h-[60dvh] min-w-44 overflow-auto rounded-md border bg-bg p-1 text-text shadow-lg"
      >
        {isOpen && items.map((item) => <Item key={item.id} item={item} close={() => panel.current?.hidePopover()} />)}
      </div>
    </>
  );
}

function Item({ item, close }: { readonly item: MenuItem; close(): void }) {
  const { label, icon, isChosen, isToggle = false, whyNot, onSelect } = item;
  const select = () => {
    if (whyNot !== undefined) return;
    if (!isToggle) close();
    onSelect();
  };
  return (
    <button
      type="button"
      role={isToggle ? 'menuitemcheckbox' : 'menuitem'}
      {...(isToggle && { 'aria-checked': isChosen === true })}
      tabIndex={-1}
      title={whyNot}
      aria-disabled={whyNot !== undefined}
      onClick={select}
      className={classNames(
        'flex min-h-7 w-full items-center gap-2 rounded px-2 text-left hover:bg-inset focus:bg-inset focus:outline-none',
        whyNot !== undefined && 'opacity-50',
      )}
    >
      {icon}
      <span className="grow">{label}</span>
      {isChosen && <span aria-hidden>✓</span>}
    </button>
  );
}

const gap = 4;
const margin = 8;

/** Below its button, the right sides in line; above it where there is no room below. */
function place(panel: HTMLElement, button: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = Math.max(margin, Math.min(button.right - width, window.innerWidth - width - margin));
  const isAbove = button.bottom + gap + height > window.innerHeight - margin && button.top > height + gap;
  panel.style.inset = 'auto';
  panel.style.left = `${left}px`;
  panel.style.top = `${isAbove ? button.top - gap - height : button.bottom + gap}px`;
}

function moveFocus(event: KeyboardEvent, panel: HTMLElement | null): void {
  if (!panel) return;
  const all = itemsOf(panel);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % all.length,
    ArrowUp: (at - 1 + all.length) % all.length,
    Home: 0,
    End: all.length - 1,
  };
  const next = steps[event.key] ?? nextWith(event.key, all, at);
  if (event.key === 'Tab') panel.hidePopover();
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  focusItem(panel, next);
}

/** The next item that begins with the letter. */
function nextWith(key: string, all: readonly HTMLElement[], at: number): number | undefined {
  if (key.length !== 1 || key === ' ') return undefined;
  const starts = all.map((item) => item.innerText.trim().toLowerCase().startsWith(key.toLowerCase()));
  const after = starts.indexOf(true, at + 1);
  const found = after >= 0 ? after : starts.indexOf(true);
  return found >= 0 ? found : undefined;
}

function itemsOf(panel: HTMLElement): HTMLElement[] {
  return [...panel.querySelectorAll<HTMLElement>('[role^=menuitem]')];
}

function focusItem(panel: HTMLElement, index: number): void {
  itemsOf(panel)[index]?.focus();
}
