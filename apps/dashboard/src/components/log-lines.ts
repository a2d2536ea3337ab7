// The lines of a log that is followed, or of several as one: in the order of their times, kept to a limit, told of at most
// once a frame.
export interface LogLine {
  /** From 1; stays with the line. */
  readonly number: number;
  /** RFC 3339 with nanoseconds. */
  readonly time: string;
  readonly text: string;
  /** Whose line it is, where there are several. */
  readonly source: string;
}

export interface LogView {
  readonly lines: readonly LogLine[];
  /** Lines that had to go. */
  readonly dropped: number;
  readonly isPaused: boolean;
  /** Lines that came since the pause began. */
  readonly waiting: number;
}

const mostLines = 20_000;
/** Colours and other commands for terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with.
const terminalCommands = /\u001b\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f]/g;

export class LogLines {
  private readonly nextFrame: (run: () => void) => void;
  private readonly listeners = new Set<() => void>();
  private view: LogView = { lines: [], dropped: 0, isPaused: false, waiting: 0 };
  private waiting: LogLine[] = [];
  private nextNumber = 1;
  private isFrameAsked = false;

  constructor(nextFrame: (run: () => void) => void) {
    this.nextFrame = nextFrame;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): LogView => this.view;

  add(lines: ReadonlyArray<{ readonly time: string; readonly text: string }>, source = ''): void {
    for (const { time, text } of lines) {
      this.waiting.push({ number: this.nextNumber++, time, text: text.replace(terminalCommands, ''), source });
    }
    this.askFrame();
  }

  /** What comes meanwhile waits. */
  setPaused(isPaused: boolean): void {
    this.view = { ...this.view, isPaused };
    this.publish();
  }

  private askFrame(): void {
    if (this.isFrameAsked) return;
    this.isFrameAsked = true;
    this.nextFrame(() => {
      this.isFrameAsked = false;
      this.publish();
    });
  }

  private publish(): void {
    if (this.view.isPaused) {
      const tooMany = this.waiting.splice(0, this.waiting.length - mostLines).length;
      this.view = { ...this.view, waiting: this.waiting.length, dropped: this.view.dropped + tooMany };
    } else {
      const all = merged(this.view.lines, this.waiting);
      this.waiting = [];
      const lines = all.slice(-mostLines);
      this.view = { ...this.view, lines, waiting: 0, dropped: this.view.dropped + all.length - lines.length };
    }
    for (const listener of this.listeners) listener();
  }
}

/** Mostly the new lines are younger than all others; those of another log may be older than some. */
function merged(lines: readonly LogLine[], coming: readonly LogLine[]): readonly LogLine[] {
  const ordered = [...coming].sort(byTime);
  const oldest = ordered[0]?.time;
  if (oldest === undefined) return lines;
  let from = lines.length;
  while (from > 0 && (lines[from - 1]?.time ?? '') > oldest) from--;
  return [...lines.slice(0, from), ...[...lines.slice(from), ...ordered].sort(byTime)];
}

function byTime(a: LogLine, b: LogLine): number {
  return a.time < b.time ? -1 : a.time > b.time ? 1 : 0;
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
