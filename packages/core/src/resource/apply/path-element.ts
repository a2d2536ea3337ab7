// One step of a field path as FieldsV1 writes it:
//   f:<name>       a field, or a key of a map
//   k:<object>     the item of a list that has these values in its key fields
//   v:<value>      the item of a set
//   i:<index>      the item of a list by position (only ever read, never written)
// Values are JSON without white space, key fields sorted, so that equal steps are equal texts.
import { isJsonObject } from '../json-value.ts';

export function fieldElement(name: string): string {
  return `f:${name}`;
}

/** Undefined for an element that is no field. */
export function fieldName(element: string): string | undefined {
  return element.startsWith('f:') ? element.slice('f:'.length) : undefined;
}

export function valueElement(value: unknown): string {
  return `v:${JSON.stringify(value)}`;
}

/** `fields` sorted by name. */
export function keyElement(fields: readonly (readonly [name: string, value: unknown])[]): string {
  const parts = fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `k:{${parts.join(',')}}`;
}

/** The same step in its one true form; undefined for a form that is not known, which readers skip. */
export function canonicalElement(text: string): string | undefined {
  const body = text.slice(2);
  switch (text.slice(0, 2)) {
    case 'f:':
      return text;
    case 'i:':
      return /^-?\d+$/.test(body) ? `i:${Number(body)}` : malformed(text);
    case 'v:':
      return valueElement(parsed(body, text));
    case 'k:':
      return canonicalKey(parsed(body, text), text);
    default:
      return text[1] === ':' ? undefined : malformed(text);
  }
}

/** A step is written in no form at all. */
export class MalformedElement extends Error {}

function malformed(text: string): never {
  throw new MalformedElement(`not a step of a field path: ${text}`);
}

function parsed(json: string, text: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new MalformedElement(`not a step of a field path: ${text}`, { cause });
  }
}

function canonicalKey(fields: unknown, text: string): string {
  if (!isJsonObject(fields)) return malformed(text);
  const names = Object.keys(fields).sort();
  return keyElement(names.map((name) => [name, fields[name]]));
}

/** As errors show it: `.spec`, `[containerPort=80,protocol="TCP"]`, `[="finalizer"]`, `[2]`. */
export function elementText(element: string): string {
  const body = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${body}`;
    case 'k': {
      const fields = Object.entries(JSON.parse(body) as Record<string, unknown>);
      return `[${fields.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
    }
    case 'v':
      return `[=${body}]`;
    default:
      return `[${body}]`;
  }
}

const formOrder = 'fkvi';

/** Fields before keyed items before values before positions, each by text. */
export function compareElements(a: string, b: string): number {
  const forms = formOrder.indexOf(a.charAt(0)) - formOrder.indexOf(b.charAt(0));
  if (forms !== 0) return forms;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
