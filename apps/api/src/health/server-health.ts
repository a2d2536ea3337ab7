// What makes the server live and what makes it ready. The database decides on readiness only: restarting this process
// would not bring it back.

import type { ControlPlane } from '@portolan/core/control-plane.ts';
import type { Health } from '@portolan/core/graphql/context.ts';
import type { Logger } from 'pino';
import { type Check, HealthChecks } from './health-checks.ts';

export interface ServerHealthOptions {
  readonly controlPlane: ControlPlane;
  readonly log: Logger;
  /** The first failure of the log's destination. */
  readonly logFailure: () => Error | undefined;
  /** Names of what runs once after the start. */
  readonly hooks: readonly string[];
}

export class ServerHealth implements Health {
  readonly livez: HealthChecks;
  readonly readyz: HealthChecks;
  /** Before Kubernetes told the two apart there was one; old probes still ask for it. */
  readonly healthz: HealthChecks;
  private readonly doneHooks = new Set<string>();
  private isShuttingDown = false;

  constructor({ controlPlane: { store, cache, registry }, log, logFailure, hooks }: ServerHealthOptions) {
    const alive: Check[] = [
      { name: 'ping', run: () => undefined },
      { name: 'log', run: () => throwIf(logFailure()) },
    ];
    const started = hooks.map(
      (name): Check => ({
        name: `poststarthook/${name}`,
        run: () => throwIf(this.doneHooks.has(name) ? undefined : new Error('not finished')),
      }),
    );
    const ready: Check[] = [
      { name: 'database', run: shared(() => store.ping()) },
      { name: 'database-readiness', run: shared(() => store.revision()) },
      { name: 'informer-sync', run: shared(() => cache.fresh()) },
    ];
    const shutdown = {
      name: 'shutdown',
      run: () => throwIf(this.isShuttingDown ? new Error('is shutting down') : undefined),
    };
    const options = {
      clock: registry.clock,
      report: (check: string, reason: unknown) => log.info({ check, err: reason }, 'health check failed'),
    };
    this.livez = new HealthChecks('livez', [...alive, ...started], options);
    this.healthz = new HealthChecks('healthz', [...alive, ...ready, ...started], options);
    this.readyz = new HealthChecks('readyz', [...alive, ...ready, ...started, shutdown], options);
  }

  ready() {
    return this.readyz.results();
  }

  live() {
    return this.livez.results();
  }

  hookDone(name: string): void {
    this.doneHooks.add(name);
  }

  shuttingDown(): void {
    this.isShuttingDown = true;
  }
}

function throwIf(error: Error | undefined): void {
  if (error) throw error;
}

/** However many ask at once, and anyone may, the database is asked once. */
function shared(run: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run()
      .then(() => undefined)
      .finally(() => {
        running = undefined;
      });
    return running;
  };
}
