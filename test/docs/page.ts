// What a page of the documentation holds: its code blocks, and what the comments above them say about running them. Such a
// comment is not shown to readers:
//
//   <!-- first: COMMAND -->       run before the block
//   <!-- exit code: N -->         the block is to fail like that
//   <!-- shows: TEXT -->          the block, or the program it ends, is to write TEXT
//   <!-- stops after: TEXT -->    the block goes on until it is interrupted, which is done once it has shown TEXT
//   <!-- not run: REASON -->      the block cannot run in a test
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Languages of blocks, and how each is held to the truth. */
const languages = {
  sh: 'run in a shell',
  graphql: 'sent to the API',
  ts: 'compiled and run',
  yaml: 'applied without being stored',
  text: 'compared with what the block before it wrote',
  ini: 'flags looked up',
  procfile: 'flags looked up',
} as const;

export type Language = keyof typeof languages;

export interface Block {
  readonly language: Language;
  readonly code: string;
  /** Of its first line, in the page. */
  readonly line: number;
  readonly before: readonly string[];
  readonly exitCode: number;
  readonly shows: readonly string[];
  readonly stopsAfter: string | undefined;
  readonly notRun: string | undefined;
}

/** Paths of all pages in English, from the repository's root. */
export function englishPages(): string[] {
  return ['README.md', ...pagesBelow('docs').filter((path) => !path.startsWith('docs/zh-CN/'))];
}

export function pagesBelow(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return pagesBelow(path);
      return path.endsWith('.md') ? [path] : [];
    })
    .sort();
}

export function textOf(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}

/** Throws on a block of a language that nobody checks, and on a comment that nobody understands. */
export function blocksOf(text: string): Block[] {
  const found: Block[] = [];
  for (const match of text.matchAll(/((?:^<!--[^\n]*-->\n\s*)*)^```(\S*)\n(.*?)^```$/gms)) {
    const [all, comments = '', language = '', code = ''] = match;
    if (!isLanguage(language)) throw new Error(`nobody checks blocks of "${language}": ${code}`);
    const line = text.slice(0, match.index + all.length - code.length).split('\n').length - 1;
    found.push({ language, code, line, ...instructionsOf(comments) });
  }
  return found;
}

function isLanguage(text: string): text is Language {
  return text in languages;
}

function instructionsOf(comments: string) {
  const said = [...comments.matchAll(/<!-- (first|exit code|shows|stops after|not run): (.+) -->/g)];
  if (said.length !== comments.split('<!--').length - 1) throw new Error(`what does this mean? ${comments}`);
  const all = (name: string) => said.flatMap(([, key, value]) => (key === name && value ? [value] : []));
  return {
    before: all('first'),
    exitCode: Number(all('exit code')[0] ?? 0),
    shows: all('shows'),
    stopsAfter: all('stops after')[0],
    notRun: all('not run')[0],
  };
}
