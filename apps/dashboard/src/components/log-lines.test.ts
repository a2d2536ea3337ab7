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
