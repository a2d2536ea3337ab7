// A list of steps, each with the time it took: on a terminal a line that settles, elsewhere one plain line when it is done.
const isTerminal = process.stdout.isTTY === true && process.env.CI === undefined;
const hasColour = isTerminal && process.env.NO_COLOR === undefined;

/** A failure that is told by its message alone: what went wrong, and the one command that helps. */
export class StepError extends Error {
  /** @param {string} cause @param {string} [help] */
  constructor(cause, help) {
    super(help ? `${cause}\n  Try: ${help}` : cause);
  }
}

/**
 * @template T
 * @param {string} name
 * @param {(note: (text: string) => void) => T | Promise<T>} run `note` says in a word what was found or done.
 * @returns {Promise<T>}
 */
export async function step(name, run) {
  const start = performance.now();
  let detail = '';
  const note = (text) => {
    detail = text;
    if (isTerminal) process.stdout.write(`\r\x1b[K… ${name}  ${text}`);
  };
  if (isTerminal) process.stdout.write(`… ${name}`);
  try {
    const result = await run(note);
    finish(colour(32, '✓'), name, start, detail);
    return result;
  } catch (error) {
    finish(colour(31, '✗'), name, start, '');
    throw error;
  }
}

/** Steps that another process goes through and tells of: each one lasts until the next begins. */
export function progress() {
  let current;
  const settle = (mark) => {
    if (current) finish(mark, current.name, current.start, current.detail);
    current = undefined;
  };
  return {
    next(name, detail = '') {
      if (current?.name !== name) {
        settle(colour(32, '✓'));
        current = { name, start: performance.now(), detail };
      }
      current.detail = detail;
      if (isTerminal) process.stdout.write(`\r\x1b[K… ${name}  ${detail}`);
    },
    done: () => settle(colour(32, '✓')),
    failed: () => settle(colour(31, '✗')),
  };
}

function finish(mark, name, start, detail) {
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  const line = `${mark} ${name.padEnd(14)}${seconds} s${detail ? `  ${detail}` : ''}`;
  process.stdout.write(isTerminal ? `\r\x1b[K${line}\n` : `${line}\n`);
}

function colour(code, text) {
  return hasColour ? `\x1b[${code}m${text}\x1b[0m` : text;
}

/**
 * The end of a script: a named failure is printed as it is, anything else with its stack, for it is a mistake of ours.
 * @param {unknown} error
 */
export function fail(error) {
  console.error(error instanceof StepError ? `\n${error.message}` : error);
  process.exit(1);
}
