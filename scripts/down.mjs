// `npm run down`: stops what `npm run up` started, wherever that runs; with `--purge` the data goes too.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fail, StepError, say, step } from './checklist.mjs';
import { askRunning } from './local/control-socket.mjs';
import { readOptions } from './local/options.mjs';

const usage = `npm run down [-- OPTION...]

  --data DIR    where the data lies (default .data)
  --purge       delete the data as well`;
/** What `up` makes in a data directory: one that holds anything else is not ours to delete. */
const ours = new Set(['admin-token', 'logs', 'nodes', 'postgres', 'shop', 'up.sock']);

async function down() {
  const { data, purge } = readOptions('down', usage, { purge: { type: 'boolean', default: false } });
  if (purge) requireOurs(data);
  const instance = await step('stop', async (note) => {
    const found = await askRunning(data, 'stop');
    note(found ? `process ${found.pid}` : `nothing runs on ${data}`);
    return found;
  });
  if (!purge) return void (instance && say(`The data stays in ${data}; npm run down -- --purge deletes it.`));
  await step('delete data', (note) => {
    rmSync(data, { recursive: true, force: true });
    note(data);
  });
}

function requireOurs(data) {
  if (!existsSync(data)) return;
  const foreign = readdirSync(data).filter((name) => !ours.has(name));
  const why = data === homedir() ? 'it is your home directory' : foreign.length > 0 && `it holds ${foreign[0]} as well`;
  if (why) throw new StepError(`${data} is not deleted: ${why}.`, `rm -r ${join(data, 'postgres')}`);
}

down().catch(fail);
