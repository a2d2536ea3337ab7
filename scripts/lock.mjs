// One at a time, over processes: a directory that only one of them can make. A lock whose holder is gone counts for nothing.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const lookMs = 200;

/**
 * @template T
 * @param {string} directory
 * @param {() => Promise<T>} run
 */
export async function withLock(directory, run) {
  while (!take(directory)) {
    if (isAbandoned(directory)) breakLock(directory);
    else await sleep(lookMs);
  }
  try {
    return await run();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The holder's number is inside before others can see the directory. */
function take(directory) {
  const draft = `${directory}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  writeFileSync(`${draft}/pid`, String(process.pid));
  try {
    renameSync(draft, directory);
    return true;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAbandoned(directory) {
  try {
    process.kill(Number(readFileSync(`${directory}/pid`, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Of several who find it abandoned one gets it away; the others find it gone. */
function breakLock(directory) {
  const away = `${directory}.${process.pid}.old`;
  try {
    renameSync(directory, away);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  rmSync(away, { recursive: true, force: true });
}
