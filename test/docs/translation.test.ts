// The Chinese pages say the same as the English ones, as far as that can be compared.
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksOf, englishPages, pagesBelow, root, textOf } from './page.ts';

const translated = englishPages()
  .filter((path) => path.startsWith('docs/') && !path.startsWith('docs/decisions/'))
  .map((path) => [path, path.replace('docs/', 'docs/zh-CN/')] as const);

describe.each(translated)('%s', (english, chinese) => {
  it('is there in Chinese', () => {
    expect(existsSync(join(root, chinese))).toBe(true);
  });

  it('has the same code in both languages', () => {
    const codeOf = (path: string) => blocksOf(textOf(path)).map(({ language, code }) => ({ language, code }));
    expect(codeOf(chinese)).toEqual(codeOf(english));
  });

  it('has the same sections and tables in both languages', () => {
    expect(outlineOf(textOf(chinese))).toEqual(outlineOf(textOf(english)));
  });
});

it('ARCHITECTURE.md has the same sections in Chinese', () => {
  expect(outlineOf(textOf('docs/zh-CN/architecture.md'))).toEqual(outlineOf(textOf('ARCHITECTURE.md')));
});

it('there is no Chinese page without an English one', () => {
  // ARCHITECTURE.md lies in the repository's root.
  const expected = [...translated.map(([, chinese]) => chinese), 'docs/zh-CN/architecture.md'];
  expect(new Set(pagesBelow('docs/zh-CN'))).toEqual(new Set(expected));
});

it.each(['README.md', ...pagesBelow('docs')])('%s links to what exists', (path) => {
  const links = [...withoutCode(textOf(path)).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, to = '']) => to);
  expect(links.filter((to) => !existsSync(join(root, normalize(join(dirname(path), to)))))).toEqual([]);
});

/** The levels of its headings, and the rows of its tables. */
function outlineOf(text: string): string[] {
  return withoutCode(text)
    .split('\n')
    .flatMap((line) => (/^#+ /.test(line) ? [line.split(' ')[0] ?? ''] : line.startsWith('|') ? ['row'] : []));
}

function withoutCode(text: string): string {
  return text.replace(/^```.*?^```$/gms, '');
}
