// urql for what is asked once: details, relations, past revisions. Live rows come from src/live.
import type { Client } from '@portolan/client/client.ts';
import { fetchExchange, mapExchange, Client as QueryClient, subscriptionExchange } from 'urql';

export function createQueryClient(client: Client, onSignedOut: () => void): QueryClient {
  const refusals = mapExchange({
    onError(error) {
      if (error.graphQLErrors.some(({ extensions }) => extensions?.code === 'UNAUTHORIZED')) onSignedOut();
    },
  });
  // Subscriptions of a view share the socket that the live rows come by.
  const subscriptions = subscriptionExchange({
    forwardSubscription: ({ query = '', variables }) => ({
      subscribe(observer) {
        const subscription = client.subscribe(query, variables ?? {}, {
          next: (data) => observer.next({ data }),
          error: (error) => observer.error(error),
          ended: () => observer.complete(),
          lost: (error) => observer.error(error),
        });
        return { unsubscribe: () => subscription.stop() };
      },
    }),
  });
  return new QueryClient({
    url: '/graphql',
    exchanges: [refusals, fetchExchange, subscriptions],
    // urql asks while it renders, also where pages are rendered to be sent.
    ...(typeof window === 'undefined' && { fetch: () => new Promise(() => undefined) }),
    preferGetMethod: false,
    requestPolicy: 'network-only',
    fetchOptions: { headers: { accept: 'application/graphql-response+json, application/json' } },
  });
}
