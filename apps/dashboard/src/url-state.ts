'use client';
// What a page shows stands in its address, so that it can be shared: `?ns=&q=&sort=&at=&open=&panel=`.
import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';

const urlFields = ['ns', 'q', 'sort', 'at', 'open', 'panel', 'tab', 'view'] as const;
export type UrlField = (typeof urlFields)[number];
export type UrlState = Readonly<Record<UrlField, string>>;

/** Those that stay when one goes to another area. */
const keptFields: readonly UrlField[] = ['ns', 'at', 'panel'];

export function useUrlState(): [UrlState, (change: Partial<UrlState>, how?: 'push') => void] {
  const params = useSearchParams();
  const text = params.toString();
  const state = useMemo(() => {
    const given = new URLSearchParams(text);
    return Object.fromEntries(urlFields.map((field) => [field, given.get(field) ?? ''])) as UrlState;
  }, [text]);
  const change = useCallback((next: Partial<UrlState>, how?: 'push') => {
    // What the address says now, not what it said at the last paint: two changes may come within a frame.
    const given = new URLSearchParams(window.location.search);
    for (const [field, value] of Object.entries(next)) {
      if (value) given.set(field, value);
      else given.delete(field);
    }
    const query = readable(given);
    const url = `${window.location.pathname}${query && `?${query}`}`;
    if (how === 'push') window.history.pushState(null, '', url);
    else window.history.replaceState(null, '', url);
  }, []);
  return [state, change];
}

/** The address of another page that keeps namespace, moment and dock. */
export function useKeepingHref(): (path: string, more?: Partial<UrlState>) => string {
  const [state] = useUrlState();
  return useCallback(
    (path, more = {}) => {
      const params = new URLSearchParams();
      for (const field of keptFields) if (state[field]) params.set(field, state[field]);
      for (const [field, value] of Object.entries(more)) if (value) params.set(field, value);
      const query = readable(params);
      return query ? `${path}?${query}` : path;
    },
    [state],
  );
}

export function useIsAt(path: string): boolean {
  const at = usePathname();
  return path === '/' ? at === '/' : at === path || at.startsWith(`${path}/`);
}

/** Colons, slashes and commas stay as they are: people read these addresses. */
function readable(params: URLSearchParams): string {
  return params.toString().replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%3D', '=');
}
