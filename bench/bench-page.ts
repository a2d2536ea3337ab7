// A page of the dashboard in Chromium, and what can be measured of it.
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import type { ApiProcess } from './api-process.ts';
import { percentile, round } from './figures.ts';
import { countFrames, noteNumbers, type PageNotes, takeNotes } from './page-notes.ts';

export interface OpenPage {
  readonly path: string;
  /** Of the subscription that brings the rows: `podChanges`. */
  readonly field: string;
  /** How many times slower than this machine the page's processor shall seem. */
  readonly slowdown?: number;
}

/** The shortest event that the browser tells of. */
const shortestEventMs = 16;
const patienceMs = 60_000;

export class BenchPage {
  readonly page: Page;
  private readonly context: BrowserContext;
  private readonly devtools: CDPSession;

  private constructor(page: Page, context: BrowserContext, devtools: CDPSession) {
    this.page = page;
    this.context = context;
    this.devtools = devtools;
  }

  /** In a browser profile of its own, signed in, with nothing in its cache. */
  static async open(browser: Browser, api: ApiProcess, { path, field, slowdown = 1 }: OpenPage): Promise<BenchPage> {
    const context = await browser.newContext({ baseURL: api.url, viewport: { width: 1280, height: 800 } });
    await context.request.post('/session', { data: { token: api.token }, headers: { origin: api.url } });
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable');
    // The compiler wraps functions to keep their names, also those that are sent to the page.
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.addInitScript(takeNotes, field);
    const opened = new BenchPage(page, context, devtools);
    await opened.slowDown(slowdown);
    await page.goto(path);
    return opened;
  }

  async slowDown(rate: number): Promise<void> {
    await this.devtools.send('Emulation.setCPUThrottlingRate', { rate });
  }

  notes(): Promise<PageNotes> {
    return this.page.evaluate(() => window.portolanBench);
  }

  async untilRows(): Promise<void> {
    await this.page.locator('[role=grid] [data-key]').first().waitFor({ timeout: patienceMs });
  }

  /** How long the page takes to show what it is for. */
  async loadFigures() {
    const { lcpMs, subscribedAtMs, firstRowsAtMs, shift } = await this.notes();
    return {
      lcpMs: Math.round(lcpMs),
      ...(firstRowsAtMs > 0 && {
        firstRowsMs: Math.round(firstRowsAtMs),
        rowsAfterAskedMs: Math.round(firstRowsAtMs - subscribedAtMs),
      }),
      cls: round(shift, 4),
    };
  }

  async frames(ms: number, isScrolling = false) {
    const before = await this.busyMs();
    const { perSecond, longestMs } = await this.page.evaluate(countFrames, { ms, isScrolling });
    const busyMs = (await this.busyMs()) - before;
    return {
      fps: round(perSecond),
      longestFrameMs: Math.round(longestMs),
      /** Of the time, how much the page's one thread had to do. */
      busyShare: round(busyMs / ms, 2),
    };
  }

  /** What is left in the page's memory when all garbage is gone. */
  async heapMb(): Promise<number> {
    await this.devtools.send('HeapProfiler.collectGarbage');
    return round((await this.metric('JSHeapUsedSize')) / 1e6);
  }

  /** The list stops following, or goes on. */
  async togglePause(): Promise<void> {
    await this.page
      .getByRole('button', { name: /^(Pause|Resume)$/ })
      .first()
      .click();
    await this.page.mouse.move(0, 0);
  }

  /** Keys in the filter, letter by letter; returns how many. */
  async type(text: string): Promise<number> {
    const filter = this.page.getByRole('searchbox');
    await filter.focus();
    await filter.pressSequentially(text, { delay: 120 });
    for (const _ of text) await filter.press('Backspace', { delay: 40 });
    return text.length * 2;
  }

  async sortBy(headers: readonly string[]): Promise<number> {
    for (const name of headers) {
      await this.page.getByRole('columnheader').getByRole('button', { name, exact: true }).click({ delay: 40 });
      await this.page.waitForTimeout(100);
    }
    return headers.length;
  }

  /** Of the interactions that `act` counts; those that the browser does not tell of were shorter than it tells. */
  async interactions(act: () => Promise<number>) {
    await this.page.evaluate(() => {
      for (const id of Object.keys(window.portolanBench.interactions))
        delete window.portolanBench.interactions[Number(id)];
    });
    const count = await act();
    await this.page.waitForTimeout(500);
    const told = Object.values((await this.notes()).interactions);
    const unseen = Array.from({ length: Math.max(0, count - told.length) }, () => shortestEventMs);
    const sorted = [...unseen, ...told].sort((a, b) => a - b);
    return { count, p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95), longestMs: sorted.at(-1) };
  }

  /** When each number of a row's column came into the document. */
  async noteNumbers(key: string, header: string): Promise<void> {
    const headers = await this.page.getByRole('columnheader').allInnerTexts();
    const column = headers.findIndex((text) => text.trim().toLowerCase() === header.toLowerCase());
    await this.page.evaluate(noteNumbers, { key, column });
  }

  close(): Promise<void> {
    return this.context.close();
  }

  private async busyMs(): Promise<number> {
    return (await this.metric('TaskDuration')) * 1000;
  }

  private async metric(name: string): Promise<number> {
    const { metrics } = await this.devtools.send('Performance.getMetrics');
    const found = metrics.find((metric) => metric.name === name);
    if (!found) throw new Error(`the browser does not tell ${name}`);
    return found.value;
  }
}
