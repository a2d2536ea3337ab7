// `npm run up`: from a clean clone to a running Portolan. Prepares and builds what is missing, starts the API, nodes, the
// dashboard and a demo, and shows how far it is. A second one finds the first.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, requireNode, root } from './bootstrap.mjs';
import { build } from './build.mjs';
import { fail, keepOutputForAnswer, progress, StepError, say, step } from './checklist.mjs';
import { askRunning, takeControl } from './local/control-socket.mjs';
import { graphql } from './local/graphql.mjs';
import { listenToKeys } from './local/keys.mjs';
import { readOptions } from './local/options.mjs';
import { freePort, keepRunning, lastLines, launch, listenOnce, openLog, untilReady } from './local/programs.mjs';
import { asJson, welcome } from './local/welcome.mjs';

const usage = `npm run up [-- OPTION... [-- API-OPTION...]]

  --port PORT        where the API and the dashboard are (default 4000, or the next free port; 0: any free one)
  --data DIR         where the data lies (default .data)
  --nodes N          how many local nodes run pods (default 3, at most 20)
  --hollow-nodes N   as many nodes more on which pods only seem to run (default 0); they carry the taint
                     portolan.dev/hollow:NoSchedule
  --no-demo          without the shop
  --json             one line of JSON on the standard output when all is there

What follows a second -- goes to the API: portolan api --help.
DATABASE_URL names a PostgreSQL to use instead of the embedded one.
What runs: npm run status. Stop it: Ctrl-C, or npm run down. What is wrong: npm run doctor.`;
const demoPort = 4080;
/** The demo's port is among them, and those that people know from Kubernetes. */
const nodePorts = `${demoPort}-32767`;
const hollowTaint = 'portolan.dev/hollow=true:NoSchedule';
const parentCheckMs = 1_000;

async function up() {
  requireNode();
  const start = performance.now();
  const options = readOptions('up', usage, {
    port: { type: 'string' },
    nodes: { type: 'string', default: '3' },
    'hollow-nodes': { type: 'string', default: '0' },
    'no-demo': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  if (options.json) keepOutputForAnswer();
  if (await showRunning(options)) return;
  await bootstrap();
  await build();
  const running = new Running(options);
  if (!(await running.takeControl())) return void (await showRunning(options));
  await running.start();
  await announce(options, running.instance, { seconds: (performance.now() - start) / 1000 });
  await running.ended();
}

/** Prints what another `up` of this data directory runs; whether there is one. */
async function showRunning(options) {
  // It may be starting just then.
  const instance = await askRunning(options.data, 'wait');
  if (!instance) return false;
  await announce(options, instance, {});
  return true;
}

/** @param {{ seconds?: number }} started without them it has been running already */
async function announce({ json }, instance, { seconds }) {
  if (json) {
    const more = seconds === undefined ? { alreadyRunning: true } : { alreadyRunning: false, seconds };
    process.stdout.write(`${await asJson(instance, more)}\n`);
    return;
  }
  const stop = seconds === undefined ? `It runs as process ${instance.pid}` : 'Ctrl-C stops';
  const first =
    seconds === undefined ? 'Portolan is already running.' : `Portolan is up after ${seconds.toFixed(1)} s.`;
  const open = seconds !== undefined && instance.dashboard && process.stdin.isTTY ? 'o opens the dashboard · ' : '';
  say(await welcome(instance, first));
  say(`  ${open}${stop} · npm run down -- --purge deletes the data · npm run doctor checks this machine`);
}

/** Everything that this process has started. */
class Running {
  constructor(options) {
    this.options = options;
    this.isStopping = false;
    /** Programs that need the API, and so end before it. */
    this.helpers = [];
    this.instance = {
      state: 'starting',
      pid: process.pid,
      data: options.data,
      logs: join(options.data, 'logs'),
      nodes: [],
      hollowNodes: options['hollow-nodes'],
    };
    this.ready = new Promise((resolve) => {
      this.reportReady = resolve;
    });
  }

  get hasDemo() {
    return !this.options['no-demo'] && this.options.nodes > 0;
  }

  takeControl() {
    openLog(this.logOf('api'));
    return takeControl(this.options.data, {
      state: () => this.instance,
      ready: this.ready,
      stop: () => this.stop(),
    });
  }

  async start() {
    this.stopWithThisProcess();
    try {
      await this.startApi();
      await this.startNodes();
      await this.startDashboard();
      await this.startDemo();
    } catch (error) {
      if (this.isStopping) await this.ended();
      await this.stopAll();
      throw error;
    }
    for (const helper of this.helpers) helper.watch();
    this.instance.state = 'ready';
    this.reportReady();
    listenToKeys({ instance: () => this.instance, stop: () => this.stop() });
  }

  async startApi() {
    const { data, port, others } = this.options;
    // Before there are nodes: they may serve the demo of an earlier start.
    this.demoPort = this.hasDemo ? await freePort(demoPort) : undefined;
    const dashboardPort = await this.launchDashboard();
    const log = this.logOf('api');
    this.api = launch({
      name: 'The API',
      script: 'apps/api/dist/main.js',
      // What a request needs is gone before it is taken for long-lived: less work under load.
      nodeOptions: ['--max-semi-space-size=32'],
      args: [
        ...['--data', data, '--service-node-port-range', nodePorts],
        ...(port === undefined ? [] : ['--port', String(port)]),
        ...(dashboardPort ? ['--dashboard', `http://127.0.0.1:${dashboardPort}`] : []),
        ...others,
      ],
      log,
    });
    Object.assign(this.instance, await this.untilApiReady());
  }

  untilApiReady() {
    const list = progress();
    const { child } = this.api;
    return new Promise((resolve, reject) => {
      child.on('message', ({ step: name, detail, failed }) => {
        if (name) list.next(name, detail);
        if (failed) reject(new StepError(failed.cause, failed.help));
      });
      untilReady(this.api).then(
        (ready) => {
          list.done();
          resolve(ready);
        },
        (error) => {
          list.failed();
          reject(error);
        },
      );
    });
  }

  /** Starts at once, as it takes its time; @returns its port, or undefined when this clone has no dashboard */
  async launchDashboard() {
    if (!existsSync(join(root, 'apps/dashboard/dist/main.js'))) return undefined;
    const port = await listenOnce(0);
    this.dashboard = this.keep({
      name: 'The dashboard',
      script: 'apps/dashboard/dist/main.js',
      args: ['--port', String(port)],
      log: this.logOf('dashboard'),
    });
    this.dashboardReady = this.dashboard.ready();
    // Waited for further on; until then a failure of its own must not end this process.
    this.dashboardReady.catch(() => undefined);
    return port;
  }

  async startDashboard() {
    if (!this.dashboard) return;
    await step('dashboard', () => this.dashboardReady);
    this.instance.dashboard = true;
  }

  /** Local nodes, each an agent of its own, and the hollow ones in one agent together. */
  async startNodes() {
    const { data, nodes, 'hollow-nodes': hollow } = this.options;
    const names = Array.from({ length: nodes }, (_, index) => `node-${index + 1}`);
    if (names.length > 0) {
      await step('nodes', async (note) => {
        const query = 'mutation { createJoinToken(ttlSeconds: 600) { token } }';
        const { token } = (await graphql(this.instance, query)).createJoinToken;
        await Promise.all(names.map((name) => this.startNode(name, token)));
        note(names.join(' '));
      });
      this.instance.nodes = names;
    }
    if (hollow > 0) {
      await step('hollow nodes', async (note) => {
        await this.keep({
          name: 'The hollow nodes',
          script: 'apps/agent/dist/main.js',
          args: [
            ...['--hollow-nodes', String(hollow), '--register-with-taints', hollowTaint],
            ...['--config', this.instance.config, '--context', this.instance.context],
            ...['--data', join(data, 'nodes', 'hollow')],
          ],
          log: this.logOf('hollow-nodes'),
        }).ready();
        note(String(hollow));
      });
    }
  }

  startNode(name, joinToken) {
    return this.keep({
      name: `The agent of ${name}`,
      script: 'apps/agent/dist/main.js',
      args: [
        ...['--server', this.instance.url, '--node-name', name, '--data', join(this.options.data, 'nodes', name)],
        // What the demo serves is for this machine.
        ...['--nodeport-addresses', '127.0.0.1', '--stop-pods-on-exit', 'true'],
      ],
      log: this.logOf(name),
      environment: { PORTOLAN_JOIN_TOKEN: joinToken },
    }).ready();
  }

  async startDemo() {
    const port = this.demoPort;
    if (port === undefined) return;
    if (port !== demoPort) say(`  port ${demoPort} is taken: the demo is on ${port}`);
    const { applyShop, followShop } = await import('./local/shop.mjs');
    await step('demo shop', async (note) => {
      await applyShop({ url: this.instance.url, data: this.options.data, port });
      await followShop(this.instance, note);
      // A browser sends the cookies of a host to every port of it: under another name the shop does not get the session.
      this.instance.demo = `http://localhost:${port}`;
    });
  }

  keep(program) {
    const helper = keepRunning(program, (text) => say(`  ${text}`));
    this.helpers.push(helper);
    return helper;
  }

  logOf(name) {
    return join(this.instance.logs, `${name}.log`);
  }

  /** The first time in good order; the second time whatever still runs is told again, and does not wait any longer. */
  stop() {
    if (this.isStopping) {
      this.api?.child.kill('SIGTERM');
      for (const helper of this.helpers) void helper.stop();
      return;
    }
    this.isStopping = true;
    say('\nStopping…');
    void this.stopAll();
  }

  /** Agents first: what they tell of the end of their pods is to reach the API. */
  async stopAll() {
    this.isStopping = true;
    await Promise.all(this.helpers.map((helper) => helper.stop()));
    this.api?.child.kill('SIGTERM');
    await this.api?.ended;
  }

  async ended() {
    const code = await this.api.ended;
    if (!this.isStopping) {
      await this.stopAll();
      throw new StepError(`The API ended with code ${code}.\n${lastLines(this.api.log)}`, `less ${this.api.log}`);
    }
    await Promise.all(this.helpers.map((helper) => helper.stop()));
    say('Stopped.');
    process.exit(this.instance.state === 'ready' ? 0 : 130);
  }

  stopWithThisProcess() {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => this.stop());
    // A killed npm tells its children nothing, but they get another parent.
    if (process.env.npm_lifecycle_event !== 'up') return;
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent && !this.isStopping) this.stop();
    }, parentCheckMs).unref();
  }
}

up()
  .then(() => process.exit(0))
  .catch(fail);
