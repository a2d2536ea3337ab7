// A template as text: several values of one path are separated by a space, objects are JSON.
import { evaluate } from './evaluate.ts';
import type { Part } from './parse.ts';

export function renderJsonPath(parts: readonly Part[], value: unknown): string {
  return renderParts(parts, value, value);
}

function renderParts(parts: readonly Part[], value: unknown, root: unknown): string {
  return parts
    .map((part) => {
      if (part.part === 'text') return part.text;
      const found = evaluate(part.steps, part.fromRoot ? root : value, { root });
      if (part.part === 'path') return found.map(textOf).join(' ');
      return found.map((each) => renderParts(part.body, each, root)).join('');
    })
    .join('');
}

/** The values of a template that is one path, such as those of columns and `--sort-by`. */
export function pathValues(parts: readonly Part[], value: unknown): unknown[] {
  return parts.flatMap((part) => (part.part === 'path' ? evaluate(part.steps, value, { root: value }) : []));
}

export function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
