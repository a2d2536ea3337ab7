import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../../test/support/until.ts';
import { systemAgentClock } from '../clock.ts';
import { type LogOptions, readLog } from './read-log.ts';

function line(number: number, text: string, { stream = 'stdout', tag = 'F' } = {}): string {
  return `2026-01-01T00:00:${String(number).padStart(2, '0')}.000000000Z ${stream} ${tag} ${text}\n`;
}

describe('a log as it is read', () => {
  let directory: string;
  let path: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'portolan-logs-'));
    path = join(directory, '0.log');
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  async function read(options: LogOptions): Promise<string> {
    const source = { path, clock: systemAgentClock, isRunning: () => false };
    const chunks: Buffer[] = [];
    for await (const chunk of readLog(source, options)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  it('is what the container said, with pieces put together', async () => {
    writeFileSync(
      path,
      line(1, 'one') + line(2, 'half ', { tag: 'P' }) + line(2, 'whole') + line(3, '') + line(4, 'last'),
    );
    expect(await read({})).toBe('one\nhalf whole\n\nlast\n');
    expect(await read({ timestamps: true })).toContain('2026-01-01T00:00:02.000000000Z half whole\n');
  });

  it('ends where a line is still being written', async () => {
    writeFileSync(path, `${line(1, 'one')}2026-01-01T00:00:02.0000`);
    expect(await read({})).toBe('one\n');
    expect(await read({ tailLines: 1 })).toBe('one\n');
  });

  it.each<[string, LogOptions, string]>([
    ['the last lines, pieces counted as one', { tailLines: 2 }, 'b-c\nd\n'],
    ['no line', { tailLines: 0 }, ''],
    ['all when more are asked for than there are', { tailLines: 50 }, 'a\nb-c\nd\n'],
    ['what was said since a time', { sinceMs: Date.UTC(2026, 0, 1, 0, 0, 3) }, 'd\n'],
    ['the first bytes', { limitBytes: 3 }, 'a\nb'],
    ['nothing of no bytes', { limitBytes: 0 }, ''],
    ['one stream', { stream: 'Stderr' }, 'd\n'],
  ])('gives %s', async (_what, options, expected) => {
    writeFileSync(path, line(1, 'a') + line(2, 'b-', { tag: 'P' }) + line(2, 'c') + line(3, 'd', { stream: 'stderr' }));
    expect(await read(options)).toBe(expected);
  });

  it('has the same last lines however long they are', async () => {
    const texts = fc.array(fc.nat({ max: 30_000 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(texts, fc.nat({ max: 14 }), async (lengths, tailLines) => {
        const lines = lengths.map((length, index) => `${index}${'x'.repeat(length)}`);
        writeFileSync(path, lines.map((text) => line(1, text)).join(''));
        const wanted = tailLines === 0 ? [] : lines.slice(-tailLines);
        expect(await read({ tailLines })).toBe(wanted.map((text) => `${text}\n`).join(''));
      }),
      { numRuns: 50 },
    );
  });

  it('follows a log across rotation to the end of its container, with no line missing or twice', async () => {
    writeFileSync(path, line(1, 'before'));
    let isRunning = true;
    let seen = '';
    const source = { path, clock: systemAgentClock, isRunning: () => isRunning };
    const done = (async () => {
      for await (const chunk of readLog(source, { follow: true })) seen += chunk.toString();
    })();
    await until('the beginning', () => seen === 'before\n');
    appendFileSync(path, line(2, 'more'));
    await until('what was added', () => seen === 'before\nmore\n');
    renameSync(path, `${path}.20260101-000000000`);
    appendFileSync(`${path}.20260101-000000000`, line(3, 'late'));
    writeFileSync(path, line(4, 'new'));
    await until('the new file', () => seen === 'before\nmore\nlate\nnew\n');
    appendFileSync(path, line(5, 'end'));
    isRunning = false;
    await done;
    expect(seen).toBe('before\nmore\nlate\nnew\nend\n');
  });

  it('stops following when nobody reads any more', async () => {
    writeFileSync(path, line(1, 'one'));
    const ending = new AbortController();
    const source = { path, clock: systemAgentClock, isRunning: () => true, signal: ending.signal };
    const log = readLog(source, { follow: true });
    expect((await log.next()).value?.toString()).toBe('one\n');
    const next = log.next();
    ending.abort();
    expect((await next).done).toBe(true);
  });
});
