// The programs that `up` starts: each with a log of its own and a channel by which it says that it is ready, and which it
// ends with when this process is gone.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { root } from '../bootstrap.mjs';
import { StepError } from '../checklist.mjs';

const maxLogBytes = 16 * 1024 * 1024;
const shownLogLines = 15;
const firstRestartMs = 1_000;
const longestRestartMs = 30_000;

export function openLog(log) {
  try {
    mkdirSync(dirname(log), { recursive: true });
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(log, `${log}.1`);
    closeSync(openSync(log, 'a', 0o600));
    return log;
  } catch (error) {
    throw new StepError(`The data cannot be kept in ${dirname(log)}: ${error.message}`, 'npm run up -- --data DIR');
  }
}

/**
 * @param {{ name: string, script: string, args: readonly string[], log: string, environment?: Record<string, string>, nodeOptions?: readonly string[] }} program
 */
export function launch({ name, script, args, log, environment = {}, nodeOptions = [] }) {
  const output = openSync(openLog(log), 'a');
  const child = spawn(process.execPath, ['--enable-source-maps', ...nodeOptions, join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', output, output, 'ipc'],
    // A session of its own, so that Ctrl-C in a terminal reaches it once, through this process.
    detached: true,
    env: { NODE_ENV: 'production', ...process.env, ...environment },
  });
  closeSync(output);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  return { name, child, log, ended };
}

/** Resolves with what the program reports when it is ready. */
export function untilReady({ name, child, log, ended }) {
  return new Promise((resolve, reject) => {
    child.on('message', ({ ready }) => ready && resolve(ready));
    void ended.then((code) => {
      reject(new StepError(`${name} ended with code ${code} before it was ready.\n${lastLines(log)}`, `less ${log}`));
    });
  });
}

/**
 * A program that is started again when it ends unasked, ever more slowly while it does not get ready.
 * @param {Parameters<typeof launch>[0]} program
 * @param {(text: string) => void} tell
 */
export function keepRunning(program, tell) {
  let current = launch(program);
  let isStopping = false;
  let restarting;
  const watch = (delayMs) => {
    const running = current;
    let nextMs = Math.min(delayMs * 2, longestRestartMs);
    untilReady(running).then(
      () => {
        nextMs = firstRestartMs;
      },
      // The end is seen below.
      () => undefined,
    );
    void running.ended.then((code) => {
      if (isStopping) return;
      tell(`${program.name} ended with code ${code}; it starts again in ${delayMs / 1000} s. Its log: ${program.log}`);
      restarting = setTimeout(() => {
        current = launch(program);
        watch(nextMs);
      }, delayMs);
    });
  };
  return {
    name: program.name,
    ready: () => untilReady(current),
    /** To be called once it has been ready: until then its end is a failure of the start. */
    watch: () => watch(firstRestartMs),
    stop() {
      isStopping = true;
      clearTimeout(restarting);
      current.child.kill('SIGTERM');
      return current.ended;
    },
  };
}

export function lastLines(log) {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-shownLogLines);
  return lines.map((line) => `  ${line}`).join('\n');
}

/** The first port from `first` on that nobody listens on, at any address; 0 asks for any. */
export async function freePort(first, tried = 100) {
  for (let port = first; port < first + tried; port++) {
    const found = await listenOnce(port);
    if (found !== undefined) return found;
  }
  throw new StepError(`All ports from ${first} to ${first + tried - 1} are taken.`, 'npm run doctor');
}

export function listenOnce(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (['EADDRINUSE', 'EACCES'].includes(error.code)) resolve(undefined);
      else reject(error);
    });
    // Whoever listens on all addresses takes the port of this one too.
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const { port: found } = server.address();
      server.close(() => resolve(found));
    });
  });
}
