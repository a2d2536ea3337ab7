// YAML as kubectl prints it: keys in order, block style, and nothing that could act on a terminal.
import { Document, visit } from 'yaml';
import { escapeUnicode, isUnsafe } from '../terminal-text.ts';

export function safeYaml(value: unknown): string {
  const document = new Document(value, {
    sortMapEntries: true,
    aliasDuplicateObjects: false,
    // The older version of the language quotes more: also what other readers would take for a time or a truth value.
    version: '1.1',
  });
  visit(document, {
    Scalar(_, node) {
      // Only double quotes know escapes that keep the value.
      if (typeof node.value === 'string' && isUnsafe(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return escapeUnicode(document.toString({ lineWidth: 0, indentSeq: false }));
}
