import { expect, it } from 'vitest';
import { formatPanels, parsePanels, withPanel } from './dock-panels.ts';

it('reads what it wrote', () => {
  const text = 'logs:shop/web-1,shell:shop/web-2/app';
  expect(formatPanels(parsePanels(text))).toBe(text);
});

it('leaves out what it does not know', () => {
  expect(parsePanels('logs:shop,watch:a/b,logs:a/b')).toEqual([
    { type: 'logs', namespace: 'a', name: 'b', container: undefined },
  ]);
});

it('brings a panel to the front, once', () => {
  const panel = { type: 'logs', namespace: 'a', name: 'c' } as const;
  expect(withPanel('logs:a/b,logs:a/c', panel)).toBe('logs:a/c,logs:a/b');
});
