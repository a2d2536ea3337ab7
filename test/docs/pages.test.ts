// Every block of every page is run, in the order of the page, as a reader would. The Chinese pages have the same blocks
// (translation.test.ts).
import { afterAll, beforeAll, it } from 'vitest';
import { blocksOf, englishPages, textOf } from './page.ts';
import { Reader } from './reader.ts';

const pages = englishPages().filter((path) => blocksOf(textOf(path)).length > 0);

let reader: Reader;
beforeAll(async () => {
  reader = await Reader.start();
}, 300_000);
afterAll(() => reader?.stop(), 180_000);

it.each(pages)('%s does what it says', (path) => reader.follow(path), 900_000);
