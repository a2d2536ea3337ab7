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

/** A document whose new style elements carry the nonce, for libraries that cannot be told. */
export function documentWithNonce(nonce: string): Document {
  return new Proxy(document, {
    get(target, key) {
      if (key === 'createElement') {
        return (name: string) => {
          const element = target.createElement(name);
          if (name === 'style') element.nonce = nonce;
          return element;
        };
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
