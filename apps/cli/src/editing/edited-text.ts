// The text of objects to be edited, and back.
import type { ApiObject } from '@portolan/client/objects.ts';
import { safeYaml } from '../output/yaml-text.ts';
import { safeJson, safeText } from '../terminal-text.ts';

export type TextForm = 'yaml' | 'json';

const introduction = [
  "Please edit the object below. Lines beginning with a '#' will be ignored,",
  'and an empty file will abort the edit. If an error occurs while saving this file will be',
  'reopened with the relevant failures.',
  '',
];

export function textOf(objects: readonly ApiObject[], form: TextForm): string {
  const [only] = objects;
  const value = objects.length === 1 ? only : { apiVersion: 'v1', kind: 'List', items: objects, metadata: {} };
  return form === 'json' ? `${safeJson(value)}\n` : safeYaml(value);
}

export function withComments(text: string, failures: readonly string[]): string {
  const lines = [
    ...introduction,
    ...failures.flatMap((failure) => safeText(failure).split('\n')),
    ...(failures.length > 0 ? [''] : []),
  ];
  return `${lines.map((line) => (line === '' ? '#' : `# ${line}`)).join('\n')}\n${text}`;
}

export function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
}
