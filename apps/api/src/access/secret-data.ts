// The `data` of a Secret: base64 on the wire, text here.
import type { AnyObject } from '@portolan/core/resource/object.ts';

export function secretData(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
}

export function readSecretData({ data }: AnyObject): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(data ?? {})) {
    if (typeof value === 'string') texts.set(key, Buffer.from(value, 'base64').toString('utf8'));
  }
  return texts;
}
