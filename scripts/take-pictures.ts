// `npx tsx scripts/take-pictures.ts [--url URL] [--data DIR]`: the pictures of README.md, from the Portolan that `npm run up` runs,
// with whatever its shop is doing. Those that are there were taken after
//
//   npx portolan -n shop scale deployment/web --replicas 12
//   npx portolan -n shop set env deployment/web VERSION=broken
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const folder = fileURLToPath(new URL('../docs/images', import.meta.url));
const size = { width: 1280, height: 720 };

const { url, data } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:4000' },
    data: { type: 'string', default: '.data' },
  },
}).values;

mkdirSync(folder, { recursive: true });
const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
const opened = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const theme of ['light', 'dark'] as const) await takePicture(opened, theme);
await opened.close();

async function takePicture(browser: Browser, colorScheme: 'light' | 'dark'): Promise<void> {
  const context = await browser.newContext({ baseURL: url, viewport: size, colorScheme, reducedMotion: 'reduce' });
  const token = readFileSync(join(data, 'admin-token'), 'utf8').trim();
  await context.request.post('/session', { data: { token }, headers: { origin: url } });
  const page = await context.newPage();
  await page.goto('/');
  for (const text of ['shop/web', 'Readiness probe']) await page.locator('main').getByText(text).first().waitFor();
  await page.screenshot({ path: join(folder, `overview-${colorScheme}.png`) });
  await context.close();
}
