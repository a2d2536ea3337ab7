// What a plain (unquoted) YAML scalar means to Kubernetes: YAML 1.1 booleans and octal numbers, but neither times nor
// numbers in base 60 (sigs.k8s.io/yaml). Reading and writing share it, so that what is written is read as the same.

const nulls: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);
const trues: ReadonlySet<string> = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const falses: ReadonlySet<string> = new Set([
  'n',
  'N',
  'no',
  'No',
  'NO',
  'false',
  'False',
  'FALSE',
  'off',
  'Off',
  'OFF',
]);

const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const notFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Infinite for what JSON cannot express, which the reader refuses. */
export function plainScalar(text: string): string | number | boolean | null {
  if (nulls.has(text)) return null;
  if (trues.has(text)) return true;
  if (falses.has(text)) return false;
  if (!/^[-+.0-9]/.test(text)) return text;
  if (notFinite.test(text)) return Number.POSITIVE_INFINITY;
  return plainNumber(text) ?? text;
}

function plainNumber(text: string): number | undefined {
  const digits = /^[-+0-9]/.test(text) ? text.replaceAll('_', '') : text;
  const match = integer.exec(digits);
  if (match) {
    const [, sign, hexadecimal, binary, octal, decimal = ''] = match;
    const size = hexadecimal
      ? Number(`0x${hexadecimal}`)
      : binary
        ? Number(`0b${binary}`)
        : octal
          ? Number(`0o${octal}`)
          : Number(decimal);
    return sign === '-' ? -size : size;
  }
  return float.test(digits) ? Number(digits) : undefined;
}

const words = [...nulls, ...trues, ...falses, '<<', '='].map((word) => word.replace(/[~<=]/g, '\\$&')).join('|');
const numbers = [
  '[-+]?0[xX][0-9a-fA-F]+',
  '[-+]?0[bB][01]+',
  '[-+]?0[oO][0-7]+',
  '[-+]?(?:\\.[0-9]|[0-9])[0-9]*(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?',
  // Underscores in a number do not count, wherever they are.
  '[-+0-9][-+0-9a-fA-FxXoO.]*_[-+0-9a-fA-FxXoO._]*',
  '[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)',
  // What other readers of YAML 1.1 take for a number in base 60 or a time.
  '[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?',
  '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*',
].join('|');

/** Texts that are read as something else than themselves when written plainly, here or by another reader. */
export const ambiguousText = new RegExp(`^(?:${words}|${numbers})$`);
