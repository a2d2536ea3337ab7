// Keys while `up` runs in a terminal: `o` opens the dashboard, Ctrl-C stops.
import { spawn, spawnSync } from 'node:child_process';
import { say } from '../checklist.mjs';
import { signInUrl } from './graphql.mjs';

const openers = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] };
const ctrlC = '\u0003';

/** @param {{ instance: () => import('./welcome.mjs').Instance, stop: () => void }} running */
export function listenToKeys({ instance, stop }) {
  const { stdin } = process;
  if (!stdin.isTTY || !isInForeground()) return;
  stdin.setRawMode(true);
  stdin.on('data', (keys) => {
    for (const key of keys.toString()) {
      if (key === ctrlC) stop();
      if (key === 'o' && instance().dashboard) void open(instance());
    }
  });
  process.once('exit', () => stdin.setRawMode(false));
}

/** A background process that touches its terminal is stopped by the system. */
function isInForeground() {
  const { stdout, status } = spawnSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], { encoding: 'utf8' });
  const [group, foreground] = (stdout ?? '').trim().split(/\s+/);
  return status === 0 && group === foreground;
}

async function open(instance) {
  try {
    const url = await signInUrl(instance);
    const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
    const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
    child.once('error', () => say(`  Open it by hand: ${url}`));
    child.unref();
  } catch (error) {
    say(`  The dashboard cannot be opened: ${error.message}`);
  }
}
