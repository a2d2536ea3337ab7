// What a client sends to a command.
import type { Session } from '../runtime/runtime-service.ts';

/** Resolves when the command may be sent more. */
export function writeInput(stdin: NodeJS.WritableStream | undefined, data: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (stdin?.writable) stdin.write(data, () => resolve());
    else resolve();
  });
}

export function resizeSession(session: Session, data: Uint8Array): void {
  const size = JSON.parse(new TextDecoder().decode(data)) as { Width?: unknown; Height?: unknown };
  const { Width: columns, Height: rows } = size;
  if (typeof columns === 'number' && typeof rows === 'number') session.resize?.(columns, rows);
}
