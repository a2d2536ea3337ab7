// What the API tells of its control loops. They have no revisions, so they are asked for again and again.

export interface Reconcile {
  readonly key: string;
  readonly result: string;
  readonly error: string | null;
  readonly durationSeconds: number;
  readonly startedAt: string;
  readonly triggeredAt: string;
}

export interface ControllerState {
  readonly name: string;
  readonly leader: boolean;
  readonly concurrency: number;
  readonly queueDepth: number;
  readonly delayed: number;
  readonly inFlight: number;
  readonly oldestSeconds: number;
  readonly retries: number;
  readonly lastError: string | null;
  readonly lastErrorKey: string | null;
  readonly lastErrorAt: string | null;
  readonly lastReconcileAt: string | null;
}

export interface SchedulerState {
  readonly leader: boolean;
  readonly bound: number;
  readonly failedBindings: number;
  readonly unschedulableAttempts: number;
  readonly nodes: number;
  readonly classes: number;
  readonly queue: { readonly active: number; readonly backoff: number; readonly unschedulable: number };
}

const controllerFields = `name leader concurrency queueDepth delayed inFlight oldestSeconds retries
  lastError lastErrorKey lastErrorAt lastReconcileAt`;

export const controllersDocument = `query { controllers { ${controllerFields} } }`;

export const reconcilesDocument = `query($last: Int!) {
  controllers { ${controllerFields} reconciles(last: $last) { key result error durationSeconds startedAt triggeredAt } }
}`;

export const schedulerDocument = `query {
  scheduler {
    leader bound failedBindings unschedulableAttempts nodes classes queue { active backoff unschedulable }
  }
}`;
