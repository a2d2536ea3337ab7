// What can be done with the object that is open: the palette offers its buttons and tabs by name, and presses them. So what
// forbids a button forbids it there too, and no area has to say twice what it can do.
export interface ObjectButton {
  /** `web-1: Delete` */
  readonly label: string;
  press(): void;
}

/** Marks the head of a detail, with the name of its object. */
export const objectNameAttribute = 'data-object-name';

/** Of the one that was opened last: a drawer stands after the page it lies on. */
export function objectButtons(page: ParentNode): readonly ObjectButton[] {
  const head = [...page.querySelectorAll<HTMLElement>(`[${objectNameAttribute}]`)].at(-1);
  const name = head?.getAttribute(objectNameAttribute);
  if (!head || !name) return [];
  const tabs = head.parentElement?.querySelectorAll<HTMLElement>('[role=tab][aria-selected=false]') ?? [];
  const buttons = head.querySelectorAll<HTMLElement>('button:not([aria-haspopup], [aria-disabled=true], :disabled)');
  const found = new Map<string, ObjectButton>();
  for (const button of [...buttons, ...tabs]) {
    const text = button.innerText.trim() || button.getAttribute('aria-label');
    const label = `${name}: ${text}`;
    // A tab may be called as a button is that does the same elsewhere.
    if (text && !found.has(label)) found.set(label, { label, press: () => button.click() });
  }
  return [...found.values()];
}
