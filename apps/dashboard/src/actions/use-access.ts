'use client';
// May the one who is signed in do it? Controls that may not be used say so instead of being hidden.
import type { AccessQuestion, Client } from '@portolan/client/client.ts';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useApi } from '../live/api.tsx';
import { useUrlState } from '../url-state.ts';

const answers = new WeakMap<Client, Map<string, Promise<boolean>>>();

/** Why an action is not possible; undefined when it is, and until it is known. */
export function useWhyNot({
  verb,
  kind,
  namespace,
}: Pick<AccessQuestion, 'verb' | 'kind' | 'namespace'>): string | undefined {
  const t = useTranslations('actions');
  const { client } = useApi();
  const [{ at }] = useUrlState();
  const [isAllowed, setAllowed] = useState(true);
  useEffect(() => {
    let isCurrent = true;
    void ask(client, { verb, kind, ...(namespace && { namespace }) }).then(
      (allowed) => isCurrent && setAllowed(allowed),
    );
    return () => {
      isCurrent = false;
    };
  }, [client, verb, kind, namespace]);
  if (at) return t('past');
  return isAllowed ? undefined : t('forbidden', { verb, kind });
}

function ask(client: Client, question: AccessQuestion): Promise<boolean> {
  const known = answers.get(client) ?? new Map<string, Promise<boolean>>();
  answers.set(client, known);
  const key = JSON.stringify(question);
  const found = known.get(key);
  if (found) return found;
  const answer = client.canI(question).then(
    ({ allowed }) => allowed,
    () => {
      known.delete(key);
      return true; // Not known; the API decides when it is tried.
    },
  );
  known.set(key, answer);
  return answer;
}
