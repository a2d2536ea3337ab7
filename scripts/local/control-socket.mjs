// A running `up` answers on a socket beside its data: whoever comes later finds it there, asks it what runs, or tells it to
// stop. A socket whose process is gone refuses, so nothing is ever mistaken for a process that took its number.
//
//   → status | wait | stop        ← one line of JSON; after `stop` the connection lasts until everything has ended
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StepError } from '../checklist.mjs';

const longestPathBytes = 103;
const answerLimitMs = 5_000;

function socketPath(data) {
  const path = join(data, 'up.sock');
  if (Buffer.byteLength(path) <= longestPathBytes) return path;
  const digest = createHash('sha256').update(data).digest('hex').slice(0, 16);
  const directory = join(tmpdir(), `portolan-${process.getuid?.() ?? 0}-${digest}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return join(directory, 'up.sock');
}

/**
 * Asks the `up` of this data directory; `undefined` when none runs.
 * @param {'status' | 'wait' | 'stop'} question
 */
export function askRunning(data, question) {
  const path = socketPath(data);
  if (!existsSync(path)) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    if (question === 'status') socket.setTimeout(answerLimitMs, () => socket.destroy(new Error('it does not answer')));
    socket.once('connect', () => socket.write(`${question}\n`));
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.once('error', (error) => {
      if (['ECONNREFUSED', 'ENOENT'].includes(error.code)) return resolve(undefined);
      reject(new StepError(`The Portolan on ${data} cannot be asked: ${error.message}`, 'npm run doctor'));
    });
    // One that ends while it is asked runs no longer.
    socket.once('close', () => resolve(text.endsWith('\n') ? JSON.parse(text) : undefined));
  });
}

/**
 * Makes this process the one of this data directory.
 * @param {{ state: () => object, ready: Promise<unknown>, stop: () => void }} instance
 * @returns whether it is; otherwise another one was first
 */
export async function takeControl(data, instance) {
  const path = socketPath(data);
  if (await askRunning(data, 'status')) return false;
  if (existsSync(path)) unlinkSync(path);
  const server = createServer((socket) => answer(socket, instance));
  const mask = process.umask(0o177);
  try {
    const isListening = await new Promise((resolve, reject) => {
      server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
      server.listen(path, () => resolve(true));
      process.umask(mask);
    });
    // It does not keep a process alive that has nothing else to do.
    server.unref();
    return isListening;
  } finally {
    process.umask(mask);
  }
}

function answer(socket, { state, ready, stop }) {
  const reply = () => socket.end(`${JSON.stringify(state())}\n`);
  // Whoever asks may leave before he is answered.
  socket.once('error', () => socket.destroy());
  socket.once('data', (question) => {
    switch (String(question).trim()) {
      case 'status':
        return reply();
      case 'wait':
        return void ready.then(reply, () => socket.destroy());
      case 'stop':
        socket.write(`${JSON.stringify(state())}\n`);
        return stop();
      default:
        return socket.destroy();
    }
  });
}
