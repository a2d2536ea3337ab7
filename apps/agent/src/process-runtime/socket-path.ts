// Where the supervisor of a runtime directory listens. The system takes no path of more than 107 bytes for a socket.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const longestPathBytes = 107;

export function socketPath(directory: string): string {
  const path = join(directory, 'supervisor.sock');
  if (Buffer.byteLength(path) <= longestPathBytes) return path;
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const short = join(tmpdir(), `portolan-${process.getuid?.() ?? 0}-${digest}`);
  mkdirSync(short, { recursive: true, mode: 0o700 });
  return join(short, 'supervisor.sock');
}
