// `npm run up`: from a clean clone to a running Portolan. Prepares and builds what is missing, starts the API and shows how
// far it is; the API tells over the channel between parent and child (`apps/api/src/launch-report.ts`).
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import util from 'node:util';
import { bootstrap, requireNode, root } from './bootstrap.mjs';
import { build } from './build.mjs';
import { fail, progress, StepError } from './checklist.mjs';

const usage = `npm run up [-- OPTION...]

  --port PORT   where the API listens (default 4000, or the next free port; 0: any free one)
  --data DIR    where the data lies (default .data)

DATABASE_URL names a PostgreSQL to use instead of the embedded one.`;
const maxLogBytes = 16 * 1024 * 1024;
const shownLogLines = 15;
const parentCheckMs = 1_000;

async function up() {
  requireNode();
  const start = performance.now();
  const { port, data } = readOptions();
  await bootstrap();
  await build();
  const log = openLog(data);
  const api = startApi(log, ['--data', data, ...(port ? ['--port', port] : [])]);
  stopWithThisProcess(api);
  const ready = await untilReady(api, log);
  console.log(welcome(ready, data, log, performance.now() - start));
  const { code, isAsked } = await api.ended;
  if (!isAsked) throw new StepError(`The API ended with code ${code}.\n${lastLines(log)}`, `less ${log}`);
  console.log('Stopped.');
}

function readOptions() {
  try {
    const { values } = util.parseArgs({
      options: { port: { type: 'string' }, data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    if (values.port !== undefined && !(/^\d+$/.test(values.port) && Number(values.port) < 65_536)) {
      throw new StepError(
        `--port ${values.port} is not a port: 1 to 65535, or 0 for any free one.`,
        'npm run up -- --port 4000',
      );
    }
    // npm starts scripts in the repository; a relative path means the directory that npm was called in.
    const data = values.data ? resolve(process.env.INIT_CWD ?? '.', values.data) : join(root, '.data');
    return { port: values.port, data };
  } catch (error) {
    if (error instanceof StepError) throw error;
    throw new StepError(`${error.message}\n\n${usage}`);
  }
}

function openLog(data) {
  const log = join(data, 'api.log');
  try {
    mkdirSync(data, { recursive: true });
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(log, `${log}.1`);
    closeSync(openSync(log, 'a', 0o600));
    return log;
  } catch (error) {
    throw new StepError(`The data cannot be kept in ${data}: ${error.message}`, 'npm run up -- --data DIR');
  }
}

function startApi(log, args) {
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, ['--enable-source-maps', join(root, 'apps/api/dist/main.js'), ...args], {
    cwd: root,
    stdio: ['ignore', output, output, 'ipc'],
    // A session of its own, so that Ctrl-C in a terminal reaches it once, through this process.
    detached: true,
    env: { NODE_ENV: 'production', ...process.env },
  });
  const api = { child, isAsked: false, ended: undefined };
  api.ended = new Promise((resolveEnd) => {
    child.once('error', (error) => resolveEnd({ code: error.message, isAsked: api.isAsked }));
    child.once('exit', (code, signal) => resolveEnd({ code: code ?? signal, isAsked: api.isAsked }));
  });
  return api;
}

/** The first Ctrl-C lets the API finish what runs, the second one does not wait any longer. */
function stopWithThisProcess(api) {
  const stop = () => {
    if (!api.isAsked) console.log('\nStopping…');
    api.child.kill('SIGTERM');
    api.isAsked = true;
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, stop);
  // A killed npm tells its children nothing, but they get another parent.
  if (process.env.npm_lifecycle_event !== 'up') return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !api.isAsked) stop();
  }, parentCheckMs).unref();
}

function untilReady(api, log) {
  const list = progress();
  let isReady = false;
  return new Promise((resolveReady, reject) => {
    api.child.on('message', (message) => {
      if (message.step) list.next(message.step, message.detail);
      if (message.failed) reject(new StepError(message.failed.cause, message.failed.help));
      if (message.ready) {
        isReady = true;
        list.done();
        resolveReady(message.ready);
      }
    });
    void api.ended.then(({ code, isAsked }) => {
      if (isReady) return;
      list.failed();
      if (isAsked) process.exit(130);
      reject(new StepError(`The API ended with code ${code} before it was ready.\n${lastLines(log)}`, `less ${log}`));
    });
  });
}

function lastLines(log) {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-shownLogLines);
  return lines.map((line) => `  ${line}`).join('\n');
}

function welcome(ready, data, log, elapsedMs) {
  const rows = [
    ['API', `${ready.url}/graphql`],
    ['Health', `${ready.url}/readyz?verbose`],
    ['Client', `${ready.config} (context "${ready.context}")`],
    ['Data', ready.database ? `${data} and ${ready.database}` : data],
    ['Log', log],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(8)}${value}`);
  return `\nPortolan is up after ${(elapsedMs / 1000).toFixed(1)} s.\n\n${lines.join('\n')}\n\nCtrl-C stops it.`;
}

up()
  .then(() => process.exit(0))
  .catch(fail);
