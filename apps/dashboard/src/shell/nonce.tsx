'use client';
// The nonce that the page came with, for libraries that bring style elements of their own: the content-security policy
// refuses those without it.
import { createContext, type ReactNode, use, useState } from 'react';

const NonceContext = createContext('');

/** A refresh of the page's data comes with another nonce, but the policy stays that of the document: the first one counts. */
export function NonceProvider({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  const [first] = useState(nonce);
  return <NonceContext value={first}>{children}</NonceContext>;
}

export function useNonce(): string {
  return use(NonceContext);
}

/**
 * For libraries that cannot be told: the style elements that `run` makes carry the nonce. It must make them at once, as the
 * page's own function is put back when it returns.
 */
export function withStyleNonce(nonce: string, run: () => void): void {
  const create = document.createElement;
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = create.call(document, name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  try {
    run();
  } finally {
    document.createElement = create;
  }
}
