// Values as Kubernetes prints them inside the errors of a strategic merge patch (Go's `%v`).
import { isJsonObject } from '../json-value.ts';

const maxLength = 1_000;

/** `map[image:nginx ports:[map[containerPort:80]]]`, cut off when very long. */
export function goText(value: unknown): string {
  const text = shown(value);
  return text.length > maxLength ? `${text.slice(0, maxLength)}...` : text;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(shown).join(' ')}]`;
  if (!isJsonObject(value)) return String(value);
  const fields = Object.keys(value).sort();
  return `map[${fields.map((name) => `${name}:${shown(value[name])}`).join(' ')}]`;
}
