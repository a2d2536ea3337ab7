// Data must not drive the terminal it is shown on: escape sequences could move the cursor or answer for the user, and
// controls of writing direction can make one text look like another.

const unsafeInText =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Shows what could act on a terminal as an escape; line ends and tabs stay. */
export function safeText(text: string): string {
  return text.replace(unsafeInText, escapeOf);
}

/** The same for a text that must stay on its line. */
export function safeLine(text: string): string {
  return safeText(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** JSON, keys in order, in which such characters are escaped as JSON does it: the value stays the same. */
export function safeJson(value: unknown, indent = 4): string {
  return escapeUnicode(JSON.stringify(value, inOrder, indent));
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** For text in which such characters stand only within double quotes that know `\uXXXX`. */
export function escapeUnicode(text: string): string {
  return text.replace(unsafeInText, unicodeEscapeOf);
}

export function isUnsafe(text: string): boolean {
  return text.search(unsafeInText) >= 0;
}

function escapeOf(character: string): string {
  if (character === '\r') return '\\r';
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : unicodeEscapeOf(character);
}

function unicodeEscapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
