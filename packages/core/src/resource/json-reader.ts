// JSON documents, one or several behind one another, by the engine's own parser: far faster than reading them as YAML.
// A scan of the text finds what JSON.parse does not say: where documents end, how deep they nest, duplicate keys.

interface Scan {
  readonly documents: readonly string[];
  readonly depth: number;
  /** How many times a key is written. */
  readonly keys: number;
}

/**
 * The values of a text that is JSON, nests no deeper than `maxDepth`, repeats no key and has none named `__proto__`; `undefined` for any other text,
 * which is then read as YAML, whose reader says what is wrong and where.
 */
export function readJson(text: string, maxDepth: number): unknown[] | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const scan = scanJson(text);
  if (!scan || scan.depth > maxDepth) return undefined;
  const values: unknown[] = [];
  for (const document of scan.documents) {
    const value = parseJson(document);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return countKeys(values) === scan.keys ? values : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const [quote, backslash, colon] = [34, 92, 58];
const openers = new Set([91, 123]);
const closers = new Set([93, 125]);

/** `undefined` when brackets or quotes are left open. Right for JSON; for other texts it may be anything. */
function scanJson(text: string): Scan | undefined {
  const documents: string[] = [];
  let [start, level, depth, keys] = [0, 0, 0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
      if (at < 0) return undefined;
    } else if (code === colon) {
      keys += 1;
    } else if (openers.has(code)) {
      level += 1;
      depth = Math.max(depth, level);
    } else if (closers.has(code)) {
      level -= 1;
      if (level > 0) continue;
      documents.push(text.slice(start, at + 1));
      start = at + 1;
    }
  }
  const isComplete = level === 0 && text.slice(start).trim() === '';
  return isComplete ? { documents, depth, keys } : undefined;
}

/** The position of the quote that closes the string, or -1. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return -1;
}

/** Keys of all objects; not a number where a key is `__proto__`, which nobody may write. */
function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Object.hasOwn(value, '__proto__')) return Number.NaN;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, child) => sum + countKeys(child), own);
}
