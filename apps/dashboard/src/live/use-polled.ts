'use client';
// What the API cannot tell live is asked again and again, while the page is in sight.
import { useEffect } from 'react';
import { type AnyVariables, type DocumentInput, useQuery } from 'urql';

export function usePolled<Data, Variables extends AnyVariables>(
  query: DocumentInput<Data, Variables>,
  { variables, everyMs }: { readonly variables: Variables; readonly everyMs: number },
) {
  const [result, ask] = useQuery<Data, Variables>({ query, variables });
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') ask({ requestPolicy: 'network-only' });
    }, everyMs);
    return () => clearInterval(timer);
  }, [ask, everyMs]);
  return { ...result, ask };
}
