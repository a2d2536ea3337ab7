// The end of a container's log, as its message when it failed without last words of its own.
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { parseLogLine } from '../logs/log-line.ts';

/** Kubernetes' limits of a message that is taken from a log. */
const longestBytes = 2_048;
const mostLines = 80;
/** Each line has a time and a stream of its own beside what the container said. */
const bytesToRead = longestBytes + mostLines * 64;

export function endOfLog(path: string): string {
  if (!existsSync(path)) return '';
  const lines = tailOf(path)
    .toString('latin1')
    .split('\n')
    .slice(-mostLines - 1);
  const said = lines.flatMap((line) => {
    const parsed = parseLogLine(Buffer.from(line, 'latin1'));
    return parsed ? [parsed.content, Buffer.from(parsed.isPartial ? '' : '\n')] : [];
  });
  const all = Buffer.concat(said);
  // A character that is cut in two is left out.
  return all
    .subarray(Math.max(0, all.length - longestBytes))
    .toString('utf8')
    .replace(/^\uFFFD+/, '');
}

function tailOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(size, bytesToRead));
    const read = readSync(file, tail, 0, tail.length, size - tail.length);
    return tail.subarray(0, read);
  } finally {
    closeSync(file);
  }
}
