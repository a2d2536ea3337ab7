// One line of a container's log in CRI's format: `2026-01-01T00:00:00.000000000Z stdout F what it said`. A long line of the
// container comes in pieces: all but the last are tagged P.

export interface LogLine {
  readonly time: string;
  readonly stream: 'stdout' | 'stderr';
  readonly isPartial: boolean;
  readonly content: Buffer;
}

/** @returns undefined for what is no line of a log */
export function parseLogLine(line: Buffer): LogLine | undefined {
  const afterTime = line.indexOf(0x20);
  const afterStream = line.indexOf(0x20, afterTime + 1);
  if (afterTime < 0 || afterStream < 0) return undefined;
  const stream = line.toString('latin1', afterTime + 1, afterStream);
  if (stream !== 'stdout' && stream !== 'stderr') return undefined;
  const space = line.indexOf(0x20, afterStream + 1);
  const afterTag = space < 0 ? line.length : space;
  // Tags after the first are reserved.
  const [tag] = line.toString('latin1', afterStream + 1, afterTag).split(':');
  if (tag !== 'F' && tag !== 'P') return undefined;
  return {
    time: line.toString('latin1', 0, afterTime),
    stream,
    isPartial: tag === 'P',
    content: line.subarray(Math.min(afterTag + 1, line.length)),
  };
}
