import { expect, it } from 'vitest';
import { pickLanguage } from './languages.ts';

it.each([
  ['what was chosen', 'zh-CN', 'en', 'zh-CN'],
  ['what the browser wants first', undefined, 'zh-TW,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['the first language there is', undefined, 'fr, en;q=0.5, zh;q=0.1', 'en'],
  ['English when there is none', undefined, 'fr', 'en'],
  ['English when nothing is said', 'xx', null, 'en'],
])('is %s', (_, chosen, accepted, language) => {
  expect(pickLanguage(chosen, accepted)).toBe(language);
});
