// What the API asks of a node agent over a tunnel: one request opens one stream.
//
//   logs          the agent sends the text on `stdout`
//   exec, attach  bytes on `stdin`, `stdout`, `stderr`; on `resize` JSON {"Width": columns, "Height": rows}
//                 of a resumable exec, on `session`: first a SessionPosition as JSON from the agent, then from the client,
//                 as decimal text, how many bytes of output it has received
//   stats         the agent sends a NodeStats as JSON on `stdout`
//   proxyRules    the agent sends its ProxyRules, a list, as JSON on `stdout`
//   portForward   bytes both ways on `stdin` (to the pod) and `stdout` (from it)

export const tunnelPath = '/tunnel';
export const tunnelProtocol = 'tunnel.portolan.dev';

/** Numbers of channels, those of Kubernetes' `channel.k8s.io` protocols; `session` is ours. */
export const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, session: 5 } as const;

/** How long a node keeps a resumable session whose connection broke off, and how long its client tries to get it back. */
export const sessionGraceMs = 60_000;

interface PodRequest {
  readonly namespace: string;
  readonly name: string;
  /** The pod must still be this one. */
  readonly uid: string;
}

export interface LogsRequest extends PodRequest {
  readonly kind: 'logs';
  readonly container: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  readonly limitBytes?: number;
}

export interface ExecRequest extends PodRequest {
  readonly kind: 'exec';
  readonly container: string;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
  /** The command outlives a connection that breaks off. */
  readonly session?: SessionRequest;
}

export interface SessionRequest {
  /** Chosen by the client, at random: who knows it and is the same user gets the session. */
  readonly id: string;
  readonly user: string;
  /** Bytes of output that the client has: the rest follows. */
  readonly received: number;
  /** The session must be there: nothing is started. */
  readonly isResumed: boolean;
}

/** Where a session goes on, in bytes from its beginning. */
export interface SessionPosition {
  /** Of the output that follows: more than the client has when the node no longer holds what is between. */
  readonly output: number;
  /** Of the input that the node has taken: what the client sent after it was lost. */
  readonly input: number;
}

export interface AttachRequest extends PodRequest {
  readonly kind: 'attach';
  readonly container: string;
  readonly stdin: boolean;
}

export interface PortForwardRequest extends PodRequest {
  readonly kind: 'portForward';
  readonly port: number;
}

/** Of the node and all of its pods. */
export interface StatsRequest {
  readonly kind: 'stats';
}

/** Of the node's service proxy. */
export interface ProxyRulesRequest {
  readonly kind: 'proxyRules';
}

export type TunnelRequest =
  | LogsRequest
  | ExecRequest
  | AttachRequest
  | PortForwardRequest
  | StatsRequest
  | ProxyRulesRequest;
