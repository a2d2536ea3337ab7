// The dashboard as people see it: its own program behind an API of its own, with a node that runs pods, in Chromium.
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, connect } from '@portolan/client';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { AgentProcess } from './agent-process.ts';
import { type ApiProcess, startApiProcess } from './api-process.ts';
import { createDatabase } from './database.ts';
import { ownRanges } from './local-cluster.ts';
import { until } from './until.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const program = join(repository, 'apps/dashboard/dist/main.js');

/** For whoever starts a dashboard in `beforeAll`: the pages may have to be built. */
export const dashboardStartMs = 600_000;
/** Of a browser that waits for something to be seen, on a machine that has more to do. */
const patienceMs = 60_000;

/** The path of a Chromium; installs one where that is possible, and says what is missing where it is not. */
export const chromiumPath = findChromium() ?? installChromium();
if (!chromiumPath)
  console.warn('no chromium on PATH: the tests of the dashboard are left out (apt-get install chromium)');

export interface Dashboard {
  /** Another one after `startApiAgain`. */
  readonly api: ApiProcess;
  readonly databaseUrl: string;
  readonly client: Client;
  readonly node: AgentProcess;
  readonly browser: Browser;
  /** A browser of its own, signed in. */
  open(path: string, options?: OpenOptions): Promise<DashboardPage>;
  /** After the API was stopped or killed: at the same address, with what is on its disk. */
  startApiAgain(): Promise<void>;
  stop(): Promise<void>;
}

export interface OpenOptions {
  readonly isSignedIn?: boolean;
  /** The administrator's when absent. */
  readonly token?: string;
  readonly width?: number;
  readonly height?: number;
  readonly language?: 'en' | 'zh-CN';
  readonly theme?: 'light' | 'dark';
}

export async function startDashboard(apiArguments: readonly string[] = []): Promise<Dashboard> {
  const pagesUrl = await pagesOfProcess();
  const database = await createDatabase();
  const home = mkdtempSync(join(tmpdir(), 'portolan-api-'));
  const allArguments = [...ownRanges(), '--dashboard', pagesUrl, ...apiArguments];
  let api = await startApiProcess(database.url, allArguments, home);
  const client = await connect({ server: api.url, token: api.token, config: '/dev/null' });
  const { createJoinToken } = await api.data('mutation { createJoinToken(ttlSeconds: 600) { token } }');
  const node = new AgentProcess({ name: 'n1', server: api.url, joinToken: createJoinToken.token });
  await node.start();
  const browser = await chromium.launch({
    executablePath: chromiumPath ?? '',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  return {
    get api() {
      return api;
    },
    databaseUrl: database.url,
    client,
    node,
    browser,
    open: (path, options) => DashboardPage.open(browser, api, path, options),
    async startApiAgain() {
      api = await startApiProcess(database.url, [...allArguments, '--port', new URL(api.url).port], home);
    },
    async stop() {
      await browser.close();
      client.close();
      await node.stop();
      await api.stop();
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Files that share a process share the program that serves the pages: it knows of no cluster. It ends with the process. */
let pages: Promise<string> | undefined;

function pagesOfProcess(): Promise<string> {
  if (!pages) {
    buildPages();
    pages = startPages();
  }
  return pages;
}

/** Takes its time where something has changed. */
export function buildPages(): void {
  execFileSync(process.execPath, [join(repository, 'scripts/build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The URL of the program that serves the pages, which notices when this process is gone. */
async function startPages(): Promise<string> {
  const child = spawn(process.execPath, [program, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  return new Promise<string>((resolve, reject) => {
    child.once('message', ({ ready }: { ready: { url: string } }) => resolve(ready.url));
    child.once('exit', (code) => reject(new Error(`the dashboard ended with code ${code}:\n${output}`)));
  });
}

class DashboardPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of: errors of scripts, and what the content-security policy refused. */
  readonly complaints: string[] = [];

  private constructor(page: Page, context: BrowserContext) {
    this.page = page;
    this.context = context;
    page.on('pageerror', (error) => this.complaints.push(String(error.stack)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  static async open(
    browser: Browser,
    api: ApiProcess,
    path: string,
    {
      isSignedIn = true,
      token = api.token,
      width = 1280,
      height = 800,
      language = 'en',
      theme = 'light',
    }: OpenOptions = {},
  ): Promise<DashboardPage> {
    const context = await browser.newContext({
      baseURL: api.url,
      viewport: { width, height },
      locale: language,
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(patienceMs);
    context.setDefaultNavigationTimeout(patienceMs);
    if (isSignedIn) {
      await context.request.post('/session', { data: { token }, headers: { origin: api.url } });
    }
    const opened = new DashboardPage(await patientPage(context), context);
    await opened.page.goto(path);
    return opened;
  }

  get grid(): Locator {
    return this.page.getByRole('grid');
  }

  /** The row of a list. */
  row(name: string): Locator {
    return this.grid.getByRole('row').filter({ hasText: name });
  }

  /** The names of all rows in sight, by the column with this header. */
  async column(header: string): Promise<string[]> {
    const headers = await this.grid.getByRole('columnheader').allInnerTexts();
    const index = headers.findIndex((text) => text.trim().toLowerCase() === header.toLowerCase());
    const rows = await this.grid.locator('[data-key]').all();
    return Promise.all(rows.map((row) => row.getByRole('gridcell').nth(index).innerText()));
  }

  /** A page hears keys once it has come to life. */
  async openPalette(): Promise<void> {
    const search = this.page.getByPlaceholder('Search everything…');
    await until('the palette is open', async () => {
      await this.page.keyboard.press('Control+k');
      return search.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    });
  }

  get query(): URLSearchParams {
    return new URL(this.page.url()).searchParams;
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

/** A page is there to be read before it hears keys: whoever goes to one goes on when it does. */
async function patientPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const alive = () => page.locator('body > div[inert]').waitFor({ state: 'detached' });
  for (const name of ['goto', 'reload'] as const) {
    const load = page[name].bind(page) as (...given: unknown[]) => ReturnType<Page['reload']>;
    page[name] = async (...given: unknown[]) => {
      const response = await load(...given);
      await alive();
      return response;
    };
  }
  return page;
}

function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'chromium')).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // Not there, or not for us.
  }
}

function installChromium(): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    execFileSync('apt-get', ['install', '-y', '-q', 'chromium'], { stdio: 'ignore' });
  } catch {
    return undefined; // No such package manager, or nothing it can reach.
  }
  return findChromium();
}
