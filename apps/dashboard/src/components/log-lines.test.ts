import { expect, it } from 'vitest';
import { LogLines, logMatcher } from './log-lines.ts';

function log() {
  const frames: Array<() => void> = [];
  const lines = new LogLines((run) => frames.push(run));
  const paint = () => {
    for (const run of frames.splice(0)) run();
  };
  return { lines, paint, frames };
}

it('tells of many lines once a frame, numbered on', () => {
  const { lines, paint, frames } = log();
  lines.add([{ time: '1', text: 'a' }]);
  lines.add([{ time: '2', text: 'b' }]);
  expect(frames).toHaveLength(1);
  paint();
  expect(lines.read().lines.map(({ number, text }) => `${number} ${text}`)).toEqual(['1 a', '2 b']);
});

it('keeps the last lines and counts those that went', () => {
  const { lines, paint } = log();
  lines.add(Array.from({ length: 20_003 }, (_, index) => ({ time: '', text: String(index) })));
  paint();
  expect([lines.read().dropped, lines.read().lines[0]?.number, lines.read().lines.length]).toEqual([3, 4, 20_000]);
});

it('puts the lines of several logs in the order of their times', () => {
  const { lines, paint } = log();
  lines.add(
    [
      { time: '1', text: 'a1' },
      { time: '3', text: 'a3' },
      { time: '5', text: 'a5' },
    ],
    'a',
  );
  paint();
  lines.add([{ time: '6', text: 'a6' }], 'a');
  lines.add(
    [
      { time: '2', text: 'b2' },
      { time: '3', text: 'b3' },
      { time: '7', text: 'b7' },
    ],
    'b',
  );
  paint();
  expect(lines.read().lines.map(({ source, text }) => `${source} ${text}`)).toEqual([
    ...['a a1', 'b b2', 'a a3', 'b b3', 'a a5', 'a a6', 'b b7'],
  ]);
});

it('lets lines wait while it is paused', () => {
  const { lines, paint } = log();
  lines.setPaused(true);
  lines.add([{ time: '1', text: 'a' }]);
  paint();
  expect(lines.read()).toMatchObject({ lines: [], waiting: 1, isPaused: true });
  lines.setPaused(false);
  expect(lines.read()).toMatchObject({ lines: [{ text: 'a' }], waiting: 0, isPaused: false });
});

it('takes out what is meant for terminals', () => {
  const { lines, paint } = log();
  lines.add([{ time: '', text: '\u001b[31mred\u001b[0m\tplain\u0007' }]);
  paint();
  expect(lines.read().lines[0]?.text).toBe('red\tplain');
});

it.each([
  ['a.c', 'abc', false],
  ['a.c', 'xA.Cx', true],
  ['/a.c/', 'abc', true],
  ['/a.c', 'abc', true],
  ['/(/', 'abc', false],
  ['', 'abc', false],
])('%s in %s: %s', (query, text, found) => {
  expect(logMatcher(query)?.test(text) ?? false).toBe(found);
});
