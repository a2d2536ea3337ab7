// A list of steps, each with the time it took: on a terminal a line that settles, elsewhere one plain line when it is done.
let out = process.stdout;
let isTerminal = isShown(out);

function isShown(stream) {
  return stream.isTTY === true && process.env.CI === undefined;
}

/** The standard output is for the answer alone: the steps go to the standard error stream. */
export function keepOutputForAnswer() {
  out = process.stderr;
  isTerminal = isShown(out);
}

/** For whoever reads along; `undefined` where nobody can be expected to. */
export function terminal() {
  return isTerminal ? out : undefined;
}

export function say(text) {
  out.write(`${text}\n`);
}

/** A failure that is told by its message alone: what went wrong, and the one command that helps. */
export class StepError extends Error {
  /** @param {string} cause @param {string} [help] */
  constructor(cause, help) {
    super(help ? `${cause}\n  Try: ${help}` : cause);
    this.reason = cause;
    this.help = help;
  }
}

/**
 * @template T
 * @param {string} name
 * @param {(note: (text: string, more?: readonly string[]) => void) => T | Promise<T>} run `note` says in a word what was
 *   found or done; `more` are lines below it that a terminal shows meanwhile.
 * @returns {Promise<T>}
 */
export async function step(name, run) {
  const start = performance.now();
  const lines = new LiveLines();
  let detail = '';
  const note = (text, more = []) => {
    detail = text;
    lines.show([`… ${name}${text ? `  ${text}` : ''}`, ...more]);
  };
  note('');
  try {
    const result = await run(note);
    lines.clear();
    finish(mark.done, { name, start, detail });
    return result;
  } catch (error) {
    lines.clear();
    finish(mark.failed, { name, start, detail: '' });
    throw error;
  }
}

/** Steps that another process goes through and tells of: each one lasts until the next begins. */
export function progress() {
  const lines = new LiveLines();
  let current;
  const settle = (sign) => {
    lines.clear();
    if (current) finish(sign, current);
    current = undefined;
  };
  return {
    next(name, detail = '') {
      if (current?.name !== name) {
        settle(mark.done);
        current = { name, start: performance.now(), detail };
      }
      current.detail = detail;
      lines.show([`… ${name}  ${detail}`]);
    },
    done: () => settle(mark.done),
    failed: () => settle(mark.failed),
  };
}

/** Lines at the end of a terminal that are written again and again in the same place. */
class LiveLines {
  #shown = 0;

  show(lines) {
    if (!isTerminal) return;
    this.clear();
    const width = out.columns || 80;
    // A line that wraps would count as two.
    out.write(lines.map((line) => `${line.slice(0, width - 1)}\n`).join(''));
    this.#shown = lines.length;
  }

  clear() {
    if (this.#shown > 0) out.write(`\x1b[${this.#shown}A\x1b[J`);
    this.#shown = 0;
  }
}

const mark = { done: { code: 32, sign: '✓' }, failed: { code: 31, sign: '✗' } };

function finish({ code, sign }, { name, start, detail }) {
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  say(`${colour(code, sign)} ${name.padEnd(14)}${seconds} s${detail ? `  ${detail}` : ''}`);
}

export function colour(code, text) {
  return isTerminal && process.env.NO_COLOR === undefined ? `\x1b[${code}m${text}\x1b[0m` : text;
}

/**
 * The end of a script: a named failure is printed as it is, anything else with its stack, for it is a mistake of ours.
 * @param {unknown} error
 */
export function fail(error) {
  console.error(error instanceof StepError ? `\n${error.message}` : error);
  process.exit(1);
}
