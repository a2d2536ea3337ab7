'use client';
// What the API cannot tell live is asked again and again, while the page is in sight.
import { useEffect, useState } from 'react';
import { type AnyVariables, type CombinedError, type DocumentInput, useQuery } from 'urql';

interface Answer<Data> {
  readonly data: Data | undefined;
  readonly error: CombinedError | undefined;
}

/** The last answer stands while it is asked again. */
export function usePolled<Data, Variables extends AnyVariables>(
  query: DocumentInput<Data, Variables>,
  { variables, everyMs }: { readonly variables: Variables; readonly everyMs: number },
) {
  const [{ data, error, fetching }, ask] = useQuery<Data, Variables>({ query, variables });
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') ask({ requestPolicy: 'network-only' });
    }, everyMs);
    return () => clearInterval(timer);
  }, [ask, everyMs]);
  const [last, setLast] = useState<Answer<Data>>({ data, error });
  if (!fetching && (last.data !== data || last.error !== error)) setLast({ data, error });
  return { ...(fetching ? last : { data, error }), ask };
}
