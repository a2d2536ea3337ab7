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

it('reads the pods of merged logs, by their names and by their labels', () => {
  const text = 'merged:shop/web-1;kube-system/dns,merged:shop?app=web;tier in (a;b),logs:a/b';
  expect(formatPanels(parsePanels(text))).toBe(text);
  expect(parsePanels(text).slice(0, 2)).toEqual([
    {
      type: 'merged',
      of: {
        pods: [
          { namespace: 'shop', name: 'web-1' },
          { namespace: 'kube-system', name: 'dns' },
        ],
      },
    },
    { type: 'merged', of: { namespace: 'shop', labelSelector: 'app=web,tier in (a,b)' } },
  ]);
  expect(parsePanels('merged:?,merged:shop,merged:')).toEqual([]);
});
