// The messages of the graphql-transport-ws protocol.
import { z } from 'zod';

export const protocolName = 'graphql-transport-ws';

const payload = z.record(z.string(), z.unknown());

const clientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connection_init'), payload: payload.nullish() }),
  z.object({ type: z.literal('ping'), payload: payload.nullish() }),
  z.object({ type: z.literal('pong'), payload: payload.nullish() }),
  z.object({
    type: z.literal('subscribe'),
    id: z.string().min(1).max(128),
    payload: z.object({
      query: z.string(),
      operationName: z.string().nullish(),
      variables: payload.nullish(),
      extensions: payload.nullish(),
    }),
  }),
  z.object({ type: z.literal('complete'), id: z.string().min(1).max(128) }),
]);

export type ClientMessage = z.infer<typeof clientMessage>;
export type SubscribeMessage = Extract<ClientMessage, { type: 'subscribe' }>;

/** `undefined` for what is not a message of the protocol. */
export function parseMessage(text: string): ClientMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // Not JSON: told to the client like any other malformed message.
  }
  return clientMessage.safeParse(value).data;
}

/** A connection ended by the server; codes from 4000 on are the protocol's. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

export const closing = {
  goingAway: { code: 1001, reason: 'Going away' },
  unavailable: { code: 1013, reason: 'Try again later' },
  tooManySockets: { code: 1013, reason: 'Too many connections' },
  malformed: { code: 4400, reason: 'Invalid message received' },
  unauthorized: { code: 4401, reason: 'Unauthorized' },
  noSubprotocol: { code: 4406, reason: 'Subprotocol not acceptable' },
  initTimeout: { code: 4408, reason: 'Connection initialisation timeout' },
  secondInit: { code: 4429, reason: 'Too many initialisation requests' },
} as const satisfies Record<string, Closing>;

export function subscriberExists(id: string): Closing {
  return { code: 4409, reason: `Subscriber for ${printable(id)} already exists` };
}

/** A close reason holds 123 bytes. */
function printable(id: string): string {
  return /^[\x20-\x7e]{1,80}$/.test(id) ? id : 'this id';
}
