import { expect, it } from 'vitest';
import { languages } from './languages.ts';
import { messagesOf } from './messages.ts';

/** `pods.columns.name` → its text. */
function flatten(messages: object, prefix = ''): Array<readonly [path: string, text: string]> {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : flatten(value as object, `${prefix}${key}.`),
  );
}

/** `{count, plural, one {a pod} other {# pods}}` and `{name}` → `count`, `name`; the texts of a plural are none. */
function placeholders(text: string): string[] {
  const found = [...text.matchAll(/(\w+\s*)?\{\s*(\w+)\s*[,}]/g)].filter(
    ([, before]) => !/^(one|other)\b/.test(before ?? ''),
  );
  return [...new Set(found.map(([, , name]) => name ?? ''))].sort();
}

it.each(languages)('%s says everything that English says, with the same placeholders', (language) => {
  const english = new Map(flatten(messagesOf('en')));
  const own = new Map(flatten(messagesOf(language)));
  expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [path, text] of own) {
    expect(text.trim(), path).not.toBe('');
    expect([path, placeholders(text)]).toEqual([path, placeholders(english.get(path) ?? '')]);
  }
});
