// `npm run up`: from a clean clone to a running Portolan. Prepares and builds what is missing, starts the API and shows how
// far it is; the API tells over the channel between parent and child (`apps/api/src/launch-report.ts`).
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import util from 'node:util';
import { bootstrap, requireNode, root } from './bootstrap.mjs';
import { build } from './build.mjs';
import { fail, progress, StepError, step } from './checklist.mjs';

const usage = `npm run up [-- OPTION...]

  --port PORT   where the API listens (default 4000, or the next free port; 0: any free one)
  --data DIR    where the data lies (default .data)
  --nodes N     how many local nodes run pods (default 3, at most 20)

DATABASE_URL names a PostgreSQL to use instead of the embedded one.`;
const maxLogBytes = 16 * 1024 * 1024;
const shownLogLines = 15;
const parentCheckMs = 1_000;

async function up() {
  requireNode();
  const start = performance.now();
  const { port, data, nodes } = readOptions();
  await bootstrap();
  await build();
  const log = openLog(data);
  const api = startApi(log, ['--data', data, ...(port ? ['--port', port] : [])]);
  stopWithThisProcess(api);
  const ready = await untilReady(api, log);
  await startNodes(api, { ready, data, nodes });
  console.log(welcome(ready, data, log, performance.now() - start));
  const { code, isAsked } = await api.ended;
  if (!isAsked) throw new StepError(`The API ended with code ${code}.\n${lastLines(log)}`, `less ${log}`);
  await Promise.all(api.nodes.map((node) => node.ended));
  console.log('Stopped.');
}

function readOptions() {
  try {
    const { values } = util.parseArgs({
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        nodes: { type: 'string', default: '3' },
        help: { type: 'boolean', short: 'h' },
      },
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
    if (!(/^\d+$/.test(values.nodes) && Number(values.nodes) <= 20)) {
      throw new StepError(`--nodes ${values.nodes} is not a number of nodes: 0 to 20.`, 'npm run up -- --nodes 3');
    }
    // npm starts scripts in the repository; a relative path means the directory that npm was called in.
    const data = values.data ? resolve(process.env.INIT_CWD ?? '.', values.data) : join(root, '.data');
    return { port: values.port, data, nodes: Number(values.nodes) };
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
  const api = { child, nodes: [], isAsked: false, ended: undefined };
  api.ended = new Promise((resolveEnd) => {
    child.once('error', (error) => resolveEnd({ code: error.message, isAsked: api.isAsked }));
    child.once('exit', (code, signal) => resolveEnd({ code: code ?? signal, isAsked: api.isAsked }));
  });
  return api;
}

/** Local nodes, each an agent of its own; they end before the API does. */
async function startNodes(api, { ready, data, nodes }) {
  if (nodes === 0) return;
  await step('nodes', async (note) => {
    const joinToken = await makeJoinToken(ready.url, join(data, 'admin-token'));
    const names = Array.from({ length: nodes }, (_, index) => `node-${index + 1}`);
    await Promise.all(names.map((name) => startNode(api, { name, data, server: ready.url, joinToken })));
    note(names.join(' '));
  });
}

async function makeJoinToken(server, tokenFile) {
  const response = await fetch(`${server}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'mutation { createJoinToken(ttlSeconds: 600) { token } }' }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new StepError(`No token for the nodes: ${errors[0].message}`, 'npm run up -- --nodes 0');
  return data.createJoinToken.token;
}

function startNode(api, { name, data, server, joinToken }) {
  const directory = join(data, 'nodes', name);
  mkdirSync(directory, { recursive: true });
  const log = join(directory, 'agent.log');
  const output = openSync(log, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [
      ...['--enable-source-maps', join(root, 'apps/agent/dist/main.js')],
      ...['--server', server, '--node-name', name, '--data', directory, '--stop-pods-on-exit', 'true'],
    ],
    {
      cwd: root,
      stdio: ['ignore', output, output, 'ipc'],
      detached: true,
      env: { NODE_ENV: 'production', ...process.env, PORTOLAN_JOIN_TOKEN: joinToken },
    },
  );
  const ended = new Promise((resolveEnd) => {
    child.once('exit', resolveEnd);
  });
  api.nodes.push({ child, ended });
  return new Promise((resolveReady, reject) => {
    child.once('message', resolveReady);
    void ended.then((code) => {
      reject(new StepError(`The agent of ${name} ended with code ${code}.\n${lastLines(log)}`, `less ${log}`));
    });
  });
}

/** Agents first: what they tell of the end of their pods is to reach the API. */
async function stopAll(api) {
  for (const { child } of api.nodes) child.kill('SIGTERM');
  await Promise.all(api.nodes.map(({ ended }) => ended));
  api.child.kill('SIGTERM');
}

/** The first Ctrl-C lets the API finish what runs, the second one does not wait any longer. */
function stopWithThisProcess(api) {
  const stop = () => {
    if (api.isAsked) return api.child.kill('SIGTERM');
    console.log('\nStopping…');
    api.isAsked = true;
    void stopAll(api);
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
