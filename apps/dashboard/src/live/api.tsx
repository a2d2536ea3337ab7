'use client';
// The page's one client of the API, its collections and its connection. The browser shows the session's cookie by itself.
import { type Client, createClient } from '@portolan/client/client.ts';
import { isCode } from '@portolan/client/errors.ts';
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { Provider as UrqlProvider } from 'urql';
import { createQueryClient } from '../graphql/query-client.ts';
import { Collections } from './collections.ts';
import { Connection, type ConnectionView } from './connection.ts';
import { openUsage, type Usage } from './usage.ts';

export interface Api {
  readonly client: Client;
  readonly collections: Collections;
  readonly connection: Connection;
  readonly usage: Usage;
}

const ApiContext = createContext<Api | undefined>(undefined);
const latencyEveryMs = 10_000;

export function ApiProvider({ onSignedOut, children }: { onSignedOut(): void; children: ReactNode }) {
  const [api] = useState(() => openApi(onSignedOut));
  const [queries] = useState(() => createQueryClient(api.client, onSignedOut));
  useEffect(() => watchLatency(api, onSignedOut), [api, onSignedOut]);
  return (
    <ApiContext value={api}>
      <UrqlProvider value={queries}>{children}</UrqlProvider>
    </ApiContext>
  );
}

export function useApi(): Api {
  const api = use(ApiContext);
  if (!api) throw new Error('only what is inside of ApiProvider has an API');
  return api;
}

export function useConnection(): ConnectionView {
  const { connection } = useApi();
  return useSyncExternalStore(connection.subscribe, connection.read, connection.read);
}

function openApi(onSignedOut: () => void): Api {
  const connection = new Connection();
  const server = typeof window === 'undefined' ? 'http://127.0.0.1' : window.location.origin;
  const client = createClient(
    { server },
    { fieldManager: 'dashboard', onConnection: (status) => connection.changed(status) },
  );
  return {
    client,
    connection,
    collections: new Collections(client, {
      onRecovery: (recovery) => connection.recovered(recovery),
      onRefused: (error) => isCode(error, 'UNAUTHORIZED') && onSignedOut(),
    }),
    usage: openUsage(client),
  };
}

/** A small question now and then: how long the API takes, and whether the session still holds. */
function watchLatency({ client, connection }: Api, onSignedOut: () => void): () => void {
  const ask = async () => {
    if (document.visibilityState === 'hidden') return;
    const start = performance.now();
    try {
      await client.revision({ timeoutMs: latencyEveryMs });
      connection.measured(performance.now() - start);
    } catch (error) {
      if (isCode(error, 'UNAUTHORIZED')) onSignedOut();
      // Anything else shows in the state of the connection.
    }
  };
  void ask();
  const timer = setInterval(ask, latencyEveryMs);
  return () => clearInterval(timer);
}
