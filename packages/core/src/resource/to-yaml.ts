// Objects as YAML, the way kubectl prints them: keys in alphabetical order, lists not indented, texts in quotes where a
// reader of YAML 1.1 would take them for something else.
import { type ScalarTag, stringify } from 'yaml';
import { ambiguousText } from './yaml-scalars.ts';

/** Makes the writer quote what is ambiguous; it asks every tag whether a plain text would be its own. */
const ambiguous: ScalarTag = {
  tag: 'tag:yaml.org,2002:null',
  default: true,
  test: ambiguousText,
  resolve: (text) => text,
};

export function toYaml(value: unknown): string {
  return stringify(value, {
    version: '1.1',
    schema: 'core',
    customTags: (tags) => [...tags, ambiguous],
    sortMapEntries: true,
    indentSeq: false,
    lineWidth: 0,
    aliasDuplicateObjects: false,
    blockQuote: 'literal',
  });
}
