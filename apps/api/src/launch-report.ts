// Tells the process that started this one how far it is; `npm run up` shows it. Started by hand or by a service manager it
// tells nobody, and the log says the same.

interface LaunchMessage {
  /** A step begins, and with it the one before ends; the same step again says more of it. */
  readonly step?: string;
  readonly detail?: string;
  readonly ready?: ReadyReport;
  readonly failed?: { readonly cause: string; readonly help: string };
}

export interface ReadyReport {
  /** `http://127.0.0.1:4000`. */
  readonly url: string;
  /** The client configuration that was written, and the context in it. */
  readonly config: string;
  readonly context: string;
  /** Where the database is, without its password, if it is not ours. */
  readonly database?: string;
}

export function reportStep(step: string, detail = ''): void {
  send({ step, detail });
}

export function reportReady(ready: ReadyReport): void {
  send({ ready });
}

/** `help` is the one command that helps. */
export function reportFailure(cause: string, help: string): void {
  send({ failed: { cause, help } });
}

/** However the parent died, nobody can stop this process by Ctrl-C any more: it stops by itself. */
export function onParentGone(run: () => void): void {
  process.once('disconnect', run);
}

function send(message: LaunchMessage): void {
  // A parent that went away is noticed by `disconnect`.
  process.send?.(message, undefined, undefined, () => undefined);
}
