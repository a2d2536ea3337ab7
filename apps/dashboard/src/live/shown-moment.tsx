'use client';
// The moment that the page shows, for whatever counts time: ages end there, not now.
import { createContext, type ReactNode, use } from 'react';
import { useQuery } from 'urql';
import { isRevision, timeOf } from '../moment.ts';
import { useUrlState } from '../url-state.ts';

const MomentContext = createContext<number | undefined>(undefined);

const changeDocument = 'query Moment($revision: String!) { change(revision: $revision) { at } }';

export function ShownMomentProvider({ children }: { readonly children: ReactNode }) {
  const [{ at }] = useUrlState();
  const [{ data }] = useQuery<{ change: { at: string } | null }>({
    query: changeDocument,
    variables: { revision: at },
    pause: !isRevision(at),
  });
  // A revision is of a moment, too, as long as history tells.
  const found = isRevision(at) ? data?.change?.at : at;
  return <MomentContext value={found ? timeOf(found) : undefined}>{children}</MomentContext>;
}

/** Milliseconds since the epoch; undefined for now, and where nobody knows when it was. */
export function useShownTime(): number | undefined {
  return use(MomentContext);
}
