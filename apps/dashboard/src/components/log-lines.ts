// The lines of a log that is followed: kept to a limit, told of at most once a frame.
export interface LogLine {
  /** From 1; stays with the line. */
  readonly number: number;
  /** RFC 3339 with nanoseconds. */
  readonly time: string;
  readonly text: string;
}

export interface LogView {
  readonly lines: readonly LogLine[];
  /** Lines that had to go. */
  readonly dropped: number;
}

const mostLines = 20_000;
/** Colours and other commands for terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with.
const terminalCommands = /\u001b\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f]/g;

export class LogLines {
  private readonly nextFrame: (run: () => void) => void;
  private readonly listeners = new Set<() => void>();
  private view: LogView = { lines: [], dropped: 0 };
  private waiting: LogLine[] = [];
  private nextNumber = 1;

  constructor(nextFrame: (run: () => void) => void) {
    this.nextFrame = nextFrame;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): LogView => this.view;

  add(lines: ReadonlyArray<{ readonly time: string; readonly text: string }>): void {
    if (this.waiting.length === 0) this.nextFrame(() => this.publish());
    for (const { time, text } of lines) {
      this.waiting.push({ number: this.nextNumber++, time, text: text.replace(terminalCommands, '') });
    }
  }

  private publish(): void {
    const all = [...this.view.lines, ...this.waiting];
    this.waiting = [];
    const lines = all.slice(-mostLines);
    this.view = { lines, dropped: this.view.dropped + all.length - lines.length };
    for (const listener of this.listeners) listener();
  }
}

/** A text, or `/a regular expression/`; undefined for one that is not finished. */
export function logMatcher(query: string): RegExp | undefined {
  if (!query) return undefined;
  const expression = /^\/(.+?)\/?$/.exec(query)?.[1];
  try {
    return new RegExp(expression ?? query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
  } catch {
    return undefined; // Still being typed.
  }
}
