// The API server: one port for GraphQL over HTTP, event streams and WebSockets, and for health, metrics and version.
import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { tunnelPath } from '@portolan/client/tunnel/tunnel-request.ts';
import type { ControlPlane } from '@portolan/core/control-plane.ts';
import { type Clock, delay, type Timer } from '@portolan/core/resource/clock.ts';
import { groupKind, resourceName } from '@portolan/core/resource/kind.ts';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { Credentials } from './access/credentials.ts';
import { TokenIndex } from './access/token-index.ts';
import { observeControllers } from './controller-metrics.ts';
import { FanOut } from './fan-out/fan-out.ts';
import { WriteWindow } from './fan-out/write-window.ts';
import { ServerHealth } from './health/server-health.ts';
import { DashboardProxy } from './http/dashboard-proxy.ts';
import { EventStreams } from './http/event-streams.ts';
import { GraphqlEndpoint } from './http/graphql-endpoint.ts';
import { refuseUpgrade } from './http/refuse-upgrade.ts';
import { urlOf } from './http/request-url.ts';
import { type Route, route, routeOf, routesOf } from './http/routes.ts';
import { Metrics } from './metrics.ts';
import { formatErrors } from './operations/errors.ts';
import { Operations, type OperationsOptions } from './operations/operations.ts';
import type { ServerLimits } from './options.ts';
import { advertisedUrl, type PeerAdvertisement } from './peers/advertised-url.ts';
import { NodeTunnels } from './peers/node-tunnels.ts';
import { PeerEndpoint, peerPath } from './peers/peer-endpoint.ts';
import { PeerLease } from './peers/peer-lease.ts';
import { AgentTunnels } from './pod-streams/agent-tunnels.ts';
import { NodeQuestions } from './pod-streams/node-questions.ts';
import { PodLogs } from './pod-streams/pod-logs.ts';
import { PodStreams } from './pod-streams/pod-streams.ts';
import { postStartHooks } from './post-start-hooks.ts';
import { OpenCounts, RequestLimits } from './request-limits.ts';
import { observeScheduler } from './scheduler-metrics.ts';
import type { Services } from './services.ts';
import { viewerOf } from './session.ts';
import { SessionEndpoint } from './sign-in/session-endpoint.ts';
import { WebSocketEndpoint } from './websocket/endpoint.ts';

export interface ApiServerOptions {
  readonly controlPlane: ControlPlane;
  readonly schema: GraphQLSchema;
  readonly readManifests: OperationsOptions['readManifests'];
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** How many ports, from that one on, are tried when it is taken. */
  readonly portsTried: number;
  /** PEM; plain HTTP without. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** The process that serves the pages; without, there are none. */
  readonly dashboard?: URL;
  /** Where other API processes on the same database reach this one, if not where it listens. */
  readonly peer?: PeerAdvertisement;
  readonly limits: ServerLimits;
  readonly clock: Clock;
  readonly log: Logger;
  readonly logFailure: () => Error | undefined;
}

const checkMs = 1_000;
/** What must come of a request within these times, so that half-sent ones do not pile up. */
const headersTimeoutMs = 20_000;
const requestTimeoutMs = 60_000;
/** Longer than proxies keep idle connections, so that it is they who close. */
const keepAliveTimeoutMs = 75_000;
const maxConnections = 20_000;

export interface StopOptions {
  /** How long readiness fails before anything else happens, for load balancers to notice. */
  readonly delayMs: number;
  /** How long running operations and closing sockets are waited for. */
  readonly patienceMs: number;
}

export class ApiServer {
  private readonly options: ApiServerOptions;
  private readonly health: ServerHealth;
  private readonly requestLimits: RequestLimits;
  readonly tokens: TokenIndex;
  private readonly fanOut: FanOut;
  private readonly webSockets: WebSocketEndpoint;
  private readonly eventStreams: EventStreams;
  private readonly tunnels: AgentTunnels;
  private readonly peerLease: PeerLease;
  private readonly peerEndpoint: PeerEndpoint;
  private readonly nodeTunnels: NodeTunnels;
  private readonly podLogs: PodLogs;
  private readonly podStreams: PodStreams;
  private readonly dashboard: DashboardProxy | undefined;
  private readonly routes: readonly Route[];
  private readonly server: Server;
  private checkTimer: Timer | undefined;

  private constructor(options: ApiServerOptions) {
    const { controlPlane, schema, readManifests, clock, log, logFailure, limits } = options;
    const { cache, store, registry } = controlPlane;
    this.options = options;
    this.health = new ServerHealth({ controlPlane, log, logFailure, hooks: postStartHooks.map(({ name }) => name) });
    this.requestLimits = new RequestLimits(limits.requests, clock);
    this.tokens = new TokenIndex(cache, clock);
    this.fanOut = new FanOut({ cache, store, clock, bookmarkMs: limits.bookmarkMs });
    this.tunnels = new AgentTunnels({ tokens: this.tokens, log, clock, limits });
    const links = { log, clock, limits };
    this.peerLease = new PeerLease({ registry, clock, log });
    this.peerEndpoint = new PeerEndpoint(links, this.peerLease, this.tunnels);
    this.nodeTunnels = new NodeTunnels(links, this.peerLease, this.tunnels);
    this.podLogs = new PodLogs(registry, this.nodeTunnels);
    const metrics = new Metrics();
    const reportFault = (error: unknown) => log.error({ err: error }, 'an operation failed by our own fault');
    const operations = new Operations({
      schema,
      registry,
      access: new Credentials(registry),
      health: this.health,
      controllers: () => controlPlane.controllers(),
      scheduler: () => controlPlane.scheduler(),
      components: () => controlPlane.components(),
      readManifests,
      podLogs: this.podLogs,
      nodeQuestions: new NodeQuestions(links, this.nodeTunnels),
      fanOut: this.fanOut,
      requestLimits: this.requestLimits,
      textLimits: limits.text,
      metrics,
      reportFault,
    });
    const services: Services = {
      clock,
      limits,
      log,
      metrics,
      operations,
      tokens: this.tokens,
      requestLimits: this.requestLimits,
      openStreams: new OpenCounts(limits.socketsPerIdentity),
      writeWindow: new WriteWindow(clock, limits.writeWindowMs),
      formatErrors: (error) => formatErrors(error, reportFault),
    };
    this.webSockets = new WebSocketEndpoint(services);
    this.eventStreams = new EventStreams(services);
    this.podStreams = new PodStreams(services, registry, this.nodeTunnels);
    this.dashboard =
      options.dashboard &&
      new DashboardProxy(options.dashboard, { log, viewerOf: (request) => viewerOf(this.tokens, request) });
    this.routes = routesOf({
      services,
      health: this.health,
      graphql: new GraphqlEndpoint(services, this.eventStreams),
      podLogs: this.podLogs,
      sessions: new SessionEndpoint(services, registry),
      dashboard: this.dashboard,
    });
    this.server = this.createServer(services);
    this.observe(metrics);
  }

  /** Resolves when the server is ready: it listens, and what every cluster has is there. */
  static async start(options: ApiServerOptions): Promise<ApiServer> {
    const server = new ApiServer(options);
    await server.listen();
    server.check();
    for (const { name, run } of postStartHooks) {
      await run(options.controlPlane.registry);
      server.health.hookDone(name);
    }
    server.meetPeers();
    return server;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port; // Sound: the server listens on a port, not on a pipe.
  }

  /** How clients on this machine reach the server. */
  get url(): string {
    const { host, tls } = this.options;
    const reached = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
    return `${tls ? 'https' : 'http'}://${reached.includes(':') ? `[${reached}]` : reached}:${this.port}`;
  }

  /** Readiness fails first; then nothing new is accepted, subscriptions are completed, and what runs may finish. */
  async stop({ delayMs, patienceMs }: StopOptions): Promise<void> {
    const { clock } = this.options;
    this.health.shuttingDown();
    await delay(clock, delayMs);
    this.checkTimer?.cancel();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.fanOut.stop();
    const untilMs = clock.monotonic() + patienceMs;
    while (this.requestLimits.current > 0 && clock.monotonic() < untilMs) await delay(clock, 10);
    this.eventStreams.stop();
    this.podStreams.stop();
    this.dashboard?.stop();
    this.tunnels.stop();
    this.nodeTunnels.stop();
    this.peerEndpoint.stop();
    await this.peerLease.stop();
    await this.webSockets.stop(Math.max(0, untilMs - clock.monotonic()));
    this.server.closeAllConnections();
    await closed;
    this.tokens.stop();
  }

  private createServer(services: Services): Server {
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      const id = randomUUID();
      response.setHeader('x-request-id', id);
      response.on('error', (error) => services.log.debug({ err: error, id }, 'a response was cut off'));
      route(this.routes, request, response).catch((error) => {
        services.log.error({ err: error, id, url: request.url }, 'a request failed by our own fault');
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    };
    const { tls } = this.options;
    const server = tls ? createHttpsServer(tls, answer) : createHttpServer(answer);
    server.headersTimeout = headersTimeoutMs;
    server.requestTimeout = requestTimeoutMs;
    server.keepAliveTimeout = keepAliveTimeoutMs;
    server.maxConnections = maxConnections;
    server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      this.upgrade(request, stream, head).catch((error) => {
        services.log.error({ err: error, url: request.url }, 'an upgrade failed by our own fault');
        refuseUpgrade(stream, '500 Internal Server Error');
      });
    });
    return server;
  }

  private async upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    // The socket fails by itself while it is not yet a WebSocket: its end is all there is to do.
    stream.on('error', () => stream.destroy());
    const url = urlOf(request);
    if (url?.pathname === '/graphql') return this.webSockets.upgrade(request, stream, head);
    if (url?.pathname === tunnelPath) return this.tunnels.upgrade(request, stream, head);
    if (url?.pathname === peerPath) return this.peerEndpoint.upgrade(request, stream, head);
    if (url && this.podStreams.serves(url)) return this.podStreams.upgrade(request, url, stream, head);
    const found = url && routeOf(this.routes, url);
    if (found?.upgrade) return found.upgrade(request, stream, head);
    refuseUpgrade(stream, '404 Not Found');
  }

  private meetPeers(): void {
    const { host, tls, peer } = this.options;
    this.peerLease.start({
      url: advertisedUrl({ host, port: this.port, isTls: tls !== undefined }, peer),
      certificate: tls?.cert,
    });
  }

  private async listen(): Promise<void> {
    const { port, portsTried } = this.options;
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.listenOn(port + tried - 1);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tried >= portsTried) throw error;
      }
    }
  }

  private listenOn(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, this.options.host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  private check(): void {
    this.webSockets.check();
    this.eventStreams.check();
    this.podStreams.check();
    this.tunnels.check();
    this.nodeTunnels.check();
    this.peerEndpoint.check();
    this.checkTimer = this.options.clock.setTimer(checkMs, () => this.check());
  }

  private observe(metrics: Metrics): void {
    const { controlPlane } = this.options;
    const { cache, registry } = controlPlane;
    observeControllers(metrics.registry, () => controlPlane.controllers());
    observeScheduler(metrics.registry, () => controlPlane.scheduler());
    metrics.observe({
      openSockets: () => this.webSockets.size,
      eventStreams: () => this.eventStreams.size,
      subscriptions: () => this.fanOut.size,
      subscriptionGroups: () => this.fanOut.groupCount,
      watchEvents: () => this.fanOut.dispatchedEvents,
      requestsInFlight: () => this.requestLimits.current,
      revision: () => cache.revision,
      storedObjects: () =>
        new Map(registry.kinds.all.map((each) => [resourceName(each), cache.list(groupKind(each)).length])),
    });
  }
}
