// How a command fails, and what is said about it: in kubectl's words, with the exit code that tells failures apart.
import { ApiError, type Cause, ConfigurationError, ConnectionError } from '@portolan/client/errors.ts';
import { exitCodes } from './exit-codes.ts';

/** The command line cannot be carried out as it is written. */
export class UsageError extends Error {
  readonly exitCode = exitCodes.usage;
}

/** A failure that the command itself found; its message is shown as it is, after `error: `. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.error) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Everything that had to be said was said: only the exit code is left. */
export class SilentExit extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}

const exitCodesByReason: ReadonlyMap<string, number> = new Map([
  ['BAD_REQUEST', exitCodes.error],
  ['NOT_FOUND', exitCodes.notFound],
  ['UNAUTHORIZED', exitCodes.access],
  ['FORBIDDEN', exitCodes.access],
  ['CONFLICT', exitCodes.conflict],
  ['ALREADY_EXISTS', exitCodes.conflict],
  ['TIMEOUT', exitCodes.timeout],
]);

export function exitCodeOf(error: unknown): number {
  if (error instanceof ApiError) return exitCodesByReason.get(error.code) ?? exitCodes.error;
  if (error instanceof ConnectionError) return exitCodes.unreachable;
  if (error instanceof UsageError || error instanceof CommandError || error instanceof SilentExit)
    return error.exitCode;
  if (error instanceof FailureList) return error.exitCode;
  return exitCodes.error;
}

/** Several failures of one command, each told on its own line; the first decides the exit code. */
export class FailureList extends Error {
  readonly failures: readonly unknown[];

  constructor(failures: readonly unknown[]) {
    super(`${failures.length} failures`);
    this.failures = failures;
  }

  get exitCode(): number {
    return exitCodeOf(this.failures[0]);
  }
}

/** Throws one failure as it is, several as a list. */
export function throwFailures(failures: readonly unknown[]): void {
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new FailureList(failures);
}

/** The lines for the standard error stream; empty when nothing is left to say. */
export function describeFailure(error: unknown): string {
  if (error instanceof SilentExit) return '';
  if (error instanceof FailureList) return error.failures.map(describeFailure).join('\n');
  if (error instanceof ApiError) return describeApiError(error);
  if (error instanceof ConnectionError) return describeConnectionError(error);
  if (error instanceof UsageError || error instanceof CommandError || error instanceof ConfigurationError) {
    return `error: ${error.message}`;
  }
  return `error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function describeApiError(error: ApiError): string {
  if (error.code === 'UNAUTHORIZED') return 'error: You must be logged in to the server (Unauthorized)';
  if (error.code === 'INVALID' && error.causes.length > 0) return describeInvalid(error);
  if (error.code === 'CONFLICT' && error.causes.some(({ reason }) => reason === 'FieldManagerConflict')) {
    return describeApplyConflict(error);
  }
  return `Error from server (${reasonOf(error.code)}): ${error.message}`;
}

/** `Deployment.apps "web" is invalid: …` → `The Deployment "web" is invalid:` and each cause. */
function describeInvalid({ message, causes }: ApiError): string {
  const [, kind, named] = /^([^.\s]+)\S*( .*? is invalid): /s.exec(message) ?? [];
  const what = `${kind}${named}`;
  if (!kind) return `Error from server (Invalid): ${message}`;
  const [first] = causes;
  if (first && causes.length === 1) return `The ${what}: ${causeText(first)}`;
  return [`The ${what}: `, ...causes.map((cause) => `* ${causeText(cause)}`)].join('\n');
}

function causeText({ field, message }: Cause): string {
  return field ? `${field}: ${message}` : message;
}

function describeApplyConflict({ message }: ApiError): string {
  return `error: ${message}
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).`;
}

/** `NOT_FOUND` → `NotFound` */
function reasonOf(code: string): string {
  if (code === 'INTERNAL_ERROR') return 'InternalError';
  return code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function describeConnectionError({ message, cause, mayHaveHappened }: ConnectionError): string {
  const server = /^no answer from (https?:\/\/)?(\S+): /.exec(message)?.[2];
  if (server && isRefused(cause)) {
    return `The connection to the server ${server} was refused - did you specify the right host or port?`;
  }
  const doubt = mayHaveHappened ? '' : ' (nothing was sent)';
  return `Unable to connect to the server: ${message}${doubt}`;
}

function isRefused(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && at.code === 'ECONNREFUSED') return true;
  }
  return false;
}
