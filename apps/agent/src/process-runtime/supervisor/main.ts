// The node's supervisor, a process of its own: it holds the containers' streams and learns how they end, so that the
// agent can be killed, upgraded and started again without a container noticing. One per runtime directory.
import { appendFileSync, existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../durable-file.ts';
import { bootId, isAlive, readProcess } from '../process-table.ts';
import { socketPath } from '../socket-path.ts';
import { Supervisor } from './supervisor.ts';

const directory = process.argv[2];
if (!directory) throw new Error('usage: supervisor DIRECTORY');
process.umask(0o022);
mkdirSync(directory, { recursive: true });
const lock = join(directory, 'supervisor.lock');
const socket = socketPath(directory);

takeLock();
// Only the holder of the lock gets here, so a socket that lies there is a dead supervisor's.
rmSync(socket, { force: true });
const release = () => {
  rmSync(socket, { force: true });
  rmSync(lock, { force: true });
};
const supervisor = new Supervisor(directory, () => {
  release();
  process.exit(0);
});
// A terminal's Ctrl-C and the end of a login session are for the agent.
for (const name of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(name, () => undefined);
process.umask(0o077);
await supervisor.listen(socket);
process.umask(0o022);
// Whoever started this process waits for a line; it may be gone when the next would be written.
process.stdout.on('error', () => process.stdout.destroy());
process.stdout.write('ready\n');

function takeLock(): void {
  const self = { pid: process.pid, startTicks: readProcess(process.pid)?.startTicks ?? 0, bootId: bootId() };
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(self));
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      const holder = readJson<typeof self>(lock);
      if (holder && isAlive(holder)) {
        appendFileSync(2, `another supervisor runs: process ${holder.pid}\n`);
        process.exit(0);
      }
      rmSync(lock, { force: true });
      try {
        linkSync(draft, lock);
        return;
      } catch (error) {
        if (!existsSync(lock)) throw error;
      }
    }
    throw new Error(`${lock} cannot be taken`);
  } finally {
    rmSync(draft, { force: true });
  }
}
