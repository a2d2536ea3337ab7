// Writes every event of the cluster to a file, each once, also over restarts: npx tsx examples/mirror-events.ts FILE
// Each line is what one message of the watch brought, and the revision from where to go on after it.
import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { connect } from '@portolan/client';

const [file = 'events.jsonl'] = process.argv.slice(2);
const portolan = await connect();
const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort());

/** The revision of the last whole line; what was cut off behind it is written again. */
function lastRevision(): string | undefined {
  if (!existsSync(file)) return undefined;
  const written = readFileSync(file);
  const whole = written.subarray(0, written.lastIndexOf('\n') + 1);
  if (whole.length < written.length) truncateSync(file, whole.length);
  const last = String(whole).split('\n').at(-2);
  return last === undefined ? undefined : JSON.parse(last).revision;
}

const since = lastRevision();
for await (const item of portolan.events.watch({ ...(since && { since }), signal: stopping.signal })) {
  const objects =
    item.type === 'SNAPSHOT'
      ? item.objects
      : item.events.filter(({ type }) => type !== 'DELETED').map(({ object }) => object);
  const events = objects.map(({ metadata: { name }, regarding, reason, note }) => ({ name, regarding, reason, note }));
  if (events.length > 0) await appendFile(file, `${JSON.stringify({ revision: item.resourceVersion, events })}\n`);
}
portolan.close();
